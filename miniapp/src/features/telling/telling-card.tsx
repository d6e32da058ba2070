/** Offers messages by WeChat. WeChat's dialog opens at a tap on the button and nowhere else. */
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { CallInput } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { MessageOffer, WechatMessageKind, wechatRoutes } from '@smart-market/shared/contracts/wechat.ts'
import { payerCode } from '../../platform/pay.ts'
import { askToSend } from '../../platform/subscribe.ts'
import { makeKey } from '../../platform/system.ts'
import { tellingText } from '../../text-telling.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { numberText } from '../reading/words.ts'
import { useWrite } from '../writing/use-write.ts'
import { WriteNotice } from '../writing/write-state.tsx'
import { offeredOf, toAskOf } from './prompts.ts'

export type Answers = CallInput<(typeof wechatRoutes)['answerMyMessageOffer']>['body']

interface TellingCardProps {
  readonly words: { readonly title: string; readonly note: string; readonly button: string }
  /** As it was read; what is answered here counts from then on. */
  readonly offer: MessageOffer
  readonly kinds: readonly WechatMessageKind[]
  readonly send: (answers: Answers) => Promise<MessageOffer>
  /** A merchant may agree to several messages of one kind, one tap each. */
  readonly several?: { readonly ready: (count: string) => string; readonly none: string }
}

interface Answered {
  /** The offer that stood there before. */
  readonly on: MessageOffer
  readonly offer: MessageOffer
  readonly told: Told
}
type Told = { readonly tone: 'good' | 'warn'; readonly text: string }

const toldOf = (answers: Answers['answers']): Told => {
  const agreed = answers.flatMap(({ kind, answer }) => (answer === 'accepted' ? [labels.wechatMessage[kind]] : []))
  if (agreed.length > 0) return { tone: 'good', text: tellingText.yes(agreed.join('、')) }
  const off = answers.some(({ answer }) => answer === 'unavailable')
  return { tone: 'warn', text: off ? tellingText.off : tellingText.no }
}

const namesOf = (items: readonly { readonly kind: WechatMessageKind }[]): string =>
  items.map(({ kind }) => labels.wechatMessage[kind]).join('、')

export const TellingCard = ({ words, offer, kinds, send, several }: TellingCardProps) => {
  const [answered, setAnswered] = useState<Answered | null>(null)
  const { state, run } = useWrite()
  // What the page reads later knows of messages that were sent since.
  const items = offeredOf(answered?.on === offer ? answered.offer : offer, kinds)
  const toAsk = toAskOf(items, several !== undefined)
  const ready = items.filter((item) => item.ready > 0)

  const ask = () => {
    // First of all, while the tap lasts.
    const asking = askToSend(toAsk.map(({ templateId }) => templateId))
    void run(async () => {
      const said = await asking
      const answers = toAsk.map(({ kind, templateId }) => ({ kind, answer: said.get(templateId) ?? 'unavailable' }))
      const agreed = answers.some(({ answer }) => answer === 'accepted')
      const code = agreed ? await payerCode() : null
      setAnswered({ on: offer, offer: await send({ promptKey: makeKey(), code, answers }), told: toldOf(answers) })
    })
  }
  if (toAsk.length === 0 && ready.length === 0 && answered === null) return null
  return (
    <Card title={words.title} note={words.note}>
      {several && (
        <View id="messages-ready">
          {ready.length === 0
            ? several.none
            : several.ready(numberText(ready.reduce((sum, one) => sum + one.ready, 0)))}
        </View>
      )}
      {!several && answered === null && ready.length > 0 && <View>{tellingText.yes(namesOf(ready))}</View>}
      {answered !== null && <NoticeBar tone={answered.told.tone} text={answered.told.text} />}
      <WriteNotice state={state} />
      {toAsk.length > 0 && (
        <Button
          id="tell-me"
          kind="plain"
          busy={state.status === 'sending'}
          text={several === undefined && ready.length > 0 ? tellingText.also(namesOf(toAsk)) : words.button}
          onTap={ask}
        />
      )}
    </Card>
  )
}
