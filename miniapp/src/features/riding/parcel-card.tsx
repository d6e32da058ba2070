import { View } from '@tarojs/components'
import { useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import { dial } from '../../platform/system.ts'
import { riderText } from '../../text-rider.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { Tap } from '../../ui/tap.tsx'
import { slotText } from '../checkout/checkout-view.ts'
import { yuanText } from '../money/amounts.ts'
import { whenText } from '../reading/words.ts'
import type { Rider } from '../session/rider.tsx'
import { DoorPhoto } from './door-photo.tsx'
import { preparing, toCollect, type Parcel } from './parcel-view.ts'

const words = riderText
const tones: Record<Parcel['state'], Tone> = {
  waiting: 'warn',
  assigned: 'warn',
  on_the_way: 'warn',
  delivered: 'good',
  failed: 'bad',
  cancelled: 'plain',
}

interface ParcelCardProps {
  readonly rider: Rider
  readonly parcel: Parcel
  readonly now: Date
  readonly busy: boolean
  readonly onTake: () => void
  readonly onCollect: (stallOrderId: string) => void
  readonly onHandOver: () => void
  readonly onFail: (reason: string) => void
}

/** Asked first, with the reason as the answer, so that nothing has to be typed. */
const Failing = ({ parcel, busy, onFail }: Pick<ParcelCardProps, 'parcel' | 'busy' | 'onFail'>) => {
  const [asked, setAsked] = useState(false)
  if (!asked)
    return (
      <Tap id={`fail-${parcel.parcelId}`} className="card__more" onTap={() => setAsked(true)}>
        {words.fail}
      </Tap>
    )
  return (
    <View className="question">
      <View className="question__text">{words.failWhy}</View>
      <View className="card__note">{words.failNote}</View>
      {words.reasons.map((reason, i) => (
        <Button
          key={reason}
          id={`reason-${i}-${parcel.parcelId}`}
          kind="plain"
          busy={busy}
          text={reason}
          onTap={() => onFail(reason)}
        />
      ))}
      <Button text={words.notNow} onTap={() => setAsked(false)} />
    </View>
  )
}

const Acts = ({ parcel, busy, onTake, onCollect, onHandOver, onFail }: ParcelCardProps) => {
  const { parcelId, state } = parcel
  const waiting = preparing(parcel)
  const ready = toCollect(parcel)
  return (
    <>
      {state === 'waiting' && <Button id={`take-${parcelId}`} busy={busy} text={words.take} onTap={onTake} />}
      {state === 'failed' && <Button id={`take-${parcelId}`} busy={busy} text={words.again} onTap={onTake} />}
      {ready.map((order) => (
        <Button
          key={order.stallOrderId}
          id={`collect-${order.stallOrderId}`}
          busy={busy}
          text={words.collect(order.stallCode)}
          onTap={() => onCollect(order.stallOrderId)}
        />
      ))}
      {state !== 'waiting' && waiting.length > 0 && (
        <NoticeBar tone="warn" text={words.preparing(waiting.map(({ stallCode }) => stallCode).join('、'))} />
      )}
      {state === 'on_the_way' && (
        <>
          {ready.length === 0 && waiting.length === 0 && (
            <Button id={`hand-over-${parcelId}`} busy={busy} text={words.handOver} onTap={onHandOver} />
          )}
          <Failing parcel={parcel} busy={busy} onFail={onFail} />
        </>
      )}
    </>
  )
}

/** One parcel: when, where to, from which stalls, and the one thing to do next. */
export const ParcelCard = (props: ParcelCardProps) => {
  const { rider, parcel, now } = props
  const { parcelId, state, contactName, phone, address, stallOrders, dueFen, deliveredAt, proof, failure } = parcel
  return (
    <Card
      title={words.slot(slotText(parcel.slot, now))}
      corner={<Tag tone={tones[state]} text={labels.parcelState[state]} />}
    >
      <View id={`parcel-${parcelId}`} className="strong">
        {address}
      </View>
      <Tap
        id={`call-${parcelId}`}
        className="card__more"
        label={`${words.call(contactName)} ${phone}`}
        onTap={() => dial(phone)}
      >
        {`${words.call(contactName)} ${phone}`}
      </Tap>
      <View className="card__note">
        {`${words.from}：${stallOrders.map((order) => `${order.stallCode} ${labels.stallOrderState[order.state]}`).join('、')}`}
      </View>
      {dueFen > 0 && <NoticeBar tone="warn" text={words.dueNote(yuanText(dueFen))} />}
      {failure !== null && <NoticeBar tone="bad" text={words.failed(failure)} />}
      {deliveredAt !== null && proof !== null && (
        <View className="card__note">{words.delivered(whenText(deliveredAt, now), labels.parcelProof[proof])}</View>
      )}
      {parcel.photoIds.map((photoId) => (
        <DoorPhoto key={photoId} rider={rider} parcelId={parcelId} photoId={photoId} />
      ))}
      <Acts {...props} />
    </Card>
  )
}
