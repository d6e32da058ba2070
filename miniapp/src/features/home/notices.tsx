import { View } from '@tarojs/components'
import { useState } from 'react'
import { openPage } from '../../platform/navigation.ts'
import { text } from '../../text.ts'
import { Card } from '../../ui/card.tsx'
import { Cell } from '../../ui/cell.tsx'
import { Tap } from '../../ui/tap.tsx'
import { numberText } from '../reading/words.ts'
import type { HomeView } from './home-view.ts'

const shownAtFirst = 4

export const Notices = ({ marketCode, notices }: { marketCode: string; notices: HomeView['notices'] }) => {
  const [all, setAll] = useState(false)
  const shown = all ? notices : notices.slice(0, shownAtFirst)
  const hidden = notices.length - shown.length
  return (
    <Card title={text.home.notices}>
      {notices.length === 0 && <View className="card__empty">{text.home.noNotices}</View>}
      {shown.map(({ noticeId, title, kind, when }) => (
        <Cell
          key={noticeId}
          id={`notice-${noticeId}`}
          title={title}
          note={`${kind} · ${when}`}
          onTap={() => openPage('notice', { market: marketCode, notice: noticeId })}
        />
      ))}
      {hidden > 0 && (
        <Tap className="card__more" onTap={() => setAll(true)}>
          {text.home.moreNotices(numberText(hidden))}
        </Tap>
      )}
    </Card>
  )
}
