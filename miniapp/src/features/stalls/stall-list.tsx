import { View } from '@tarojs/components'
import { memo } from 'react'
import type { PublicStallSummary } from '@smart-market/shared/contracts/public.ts'
import { openPage } from '../../platform/navigation.ts'
import { text } from '../../text.ts'
import { LongList } from '../../ui/long-list.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Tap } from '../../ui/tap.tsx'
import { creditMark } from './stall-view.ts'

const words = text.stalls

/** Memoised: a list of 1,000 rows must not draw again when 50 more arrive. */
const StallRow = memo(function StallRow({ marketCode, stall }: { marketCode: string; stall: PublicStallSummary }) {
  const { stallCode, zoneName, merchantName, goodsScope, creditGrade } = stall
  const name = merchantName ?? words.vacant
  const credit = creditGrade === null ? null : creditMark(creditGrade)
  return (
    <Tap
      id={`stall-${stallCode}`}
      className={`stall-row ${merchantName === null ? 'stall-row--vacant' : ''}`}
      role="link"
      onTap={() => openPage('stall', { market: marketCode, stall: stallCode })}
    >
      <View className="stall-row__code">{stallCode}</View>
      <View className="stall-row__words">
        <View className="stall-row__name">{name}</View>
        {merchantName !== null && <View className="stall-row__goods">{goodsScope ?? words.noGoods}</View>}
        <View className="stall-row__tags">
          {zoneName !== null && <Tag text={zoneName} />}
          {credit && <Tag tone={credit.tone} text={credit.text} />}
        </View>
      </View>
    </Tap>
  )
})

export const StallRows = ({ marketCode, stalls }: { marketCode: string; stalls: readonly PublicStallSummary[] }) => (
  <View className="card card--list">
    <LongList
      name="stalls"
      items={stalls}
      row={(stall) => <StallRow key={stall.stallCode} marketCode={marketCode} stall={stall} />}
    />
  </View>
)
