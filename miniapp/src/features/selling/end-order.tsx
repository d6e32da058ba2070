import { View } from '@tarojs/components'
import { useState } from 'react'
import { stallText } from '../../text-stall.ts'
import { Button } from '../../ui/button.tsx'
import { Tap } from '../../ui/tap.tsx'

const words = stallText.order

interface EndOrderProps {
  readonly text: string
  readonly busy: boolean
  readonly onEnd: (reason: string) => void
}

/** Gives an order up: asked first, with the reason as the answer, so that nothing has to be typed. */
export const EndOrder = ({ text, busy, onEnd }: EndOrderProps) => {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Tap id="end-order" className="card__more" onTap={() => setAsked(true)}>
        {text}
      </Tap>
    )
  return (
    <View className="question block">
      <View className="question__text">{words.sureEnd}</View>
      {Object.values(words.reasons).map((reason) => (
        <Button key={reason} kind="plain" busy={busy} text={reason} onTap={() => onEnd(reason)} />
      ))}
      <Button text={words.notNow} onTap={() => setAsked(false)} />
    </View>
  )
}
