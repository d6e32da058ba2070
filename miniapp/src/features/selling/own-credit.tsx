/** A merchant's own score: every event that it is made of, and a way to object to one, once. */
import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { client } from '../../platform/request.ts'
import { creditText as words } from '../../text-credit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { QueryView } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Tap } from '../../ui/tap.tsx'
import { KeptNotice } from '../reading/kept-notice.tsx'
import { useKept } from '../reading/use-kept.ts'
import type { SellerUse } from '../session/seller.tsx'
import { useWrite } from '../writing/use-write.ts'
import { WriteNotice } from '../writing/write-state.tsx'

type Credit = Awaited<ReturnType<(typeof client)['getMerchantCredit']>>
type CreditEvent = Credit['events'][number]

interface Props {
  readonly marketId: string
  readonly merchantId: string
  readonly call: SellerUse['call']
}

const tones = { open: 'warn', upheld: 'good', rejected: 'plain' } as const
const signed = (points: number): string => (points > 0 ? `+${points}` : String(points))

export const OwnCredit = ({ marketId, merchantId, call }: Props) => {
  const read = useCallback(
    () => call((api) => api.getMerchantCredit({ params: { marketId, merchantId } })),
    [call, marketId, merchantId],
  )
  const { query, reload } = useKept('seller-credit', read)
  return (
    <QueryView query={query} onRetry={reload}>
      {(kept) => (
        <>
          <KeptNotice kept={kept} onRetry={reload} />
          <Card
            title={words.title}
            corner={
              <View id="own-credit-score" className="strong">
                {`${words.score(String(kept.data.score))} · ${labels.creditGrade[kept.data.grade]}`}
              </View>
            }
          >
            {kept.data.events.length === 0 && <View className="card__empty">{words.none}</View>}
            {kept.data.events.map((event) => (
              <EventLine key={event.creditEventId} event={event} marketId={marketId} call={call} onSent={reload} />
            ))}
            <View className="card__note">{words.formula(kept.data.formula.source)}</View>
          </Card>
        </>
      )}
    </QueryView>
  )
}

interface LineProps extends Omit<Props, 'merchantId'> {
  readonly event: CreditEvent
  readonly onSent: () => void
}

const EventLine = ({ event, marketId, call, onSent }: LineProps) => {
  const [objecting, setObjecting] = useState(false)
  const mayObject = event.appeal === null && event.corrects === null
  return (
    <View className="price-row">
      <View className="price-row__words">
        <View className="strong">{`${labels.creditEventKind[event.kind]} ${words.points(signed(event.points))}`}</View>
        <View className="card__note">{words.line(event.occurredOn, event.reason, signed(event.countsNow))}</View>
        {event.appeal !== null && <Tag tone={tones[event.appeal]} text={words.states[event.appeal]} />}
        {objecting && (
          <Objection
            event={event}
            marketId={marketId}
            call={call}
            onDone={() => {
              setObjecting(false)
              onSent()
            }}
            onLeave={() => setObjecting(false)}
          />
        )}
      </View>
      {mayObject && !objecting && (
        <Tap id={`appeal-${event.creditEventId}`} className="goods__add" onTap={() => setObjecting(true)}>
          {words.appeal}
        </Tap>
      )}
    </View>
  )
}

interface ObjectionProps extends Omit<LineProps, 'onSent'> {
  readonly onDone: () => void
  readonly onLeave: () => void
}

const Objection = ({ event, marketId, call, onDone, onLeave }: ObjectionProps) => {
  const [text, setText] = useState('')
  const { state, run } = useWrite()
  const { creditEventId } = event
  const send = () =>
    void run(async () => {
      await call((api) => api.openAppeal({ params: { marketId, creditEventId }, body: { text: text.trim() } }))
      onDone()
    })
  return (
    <View>
      <Field
        id={`reason-${creditEventId}`}
        name={words.appealName(labels.creditEventKind[event.kind])}
        value={text}
        maxLength={1000}
        onInput={setText}
      />
      <WriteNotice state={state} />
      <Button text={words.send} busy={state.status === 'sending'} onTap={() => text.trim() !== '' && send()} />
      <Button kind="plain" text={words.cancel} onTap={onLeave} />
    </View>
  )
}
