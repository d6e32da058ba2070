import { View } from '@tarojs/components'
import { useState } from 'react'
import { text } from '../../text.ts'
import { Card } from '../../ui/card.tsx'
import { Tap } from '../../ui/tap.tsx'

/** Longer than this it is folded, so that the page does not become a wall of words. */
const foldAbove = 90

export const Introduction = ({ words }: { words: string }) => {
  const [open, setOpen] = useState(words.length <= foldAbove)
  return (
    <Card title={text.home.introduction}>
      <View className={`prose ${open ? '' : 'prose--folded'}`}>{words}</View>
      {words.length > foldAbove && (
        <Tap className="card__more" onTap={() => setOpen(!open)}>
          {open ? text.fold : text.unfold}
        </Tap>
      )}
    </Card>
  )
}
