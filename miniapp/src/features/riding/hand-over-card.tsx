import { View } from '@tarojs/components'
import { useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import { takePhoto, type Photo } from '../../platform/photo.ts'
import { riderText } from '../../text-rider.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { NumberPad } from '../../ui/number-pad.tsx'
import { Picture } from '../../ui/picture.tsx'
import { yuanText } from '../money/amounts.ts'
import type { HandOver, Parcel } from './parcel-view.ts'

const words = riderText
const means = ['cash', 'pos_card', 'other'] as const
const longestCode = 10

interface HandOverProps {
  readonly parcel: Parcel
  readonly busy: boolean
  readonly onHandOver: (handOver: HandOver) => void
  /** Sends the photo as soon as it is taken; answers its id, or null when it did not arrive. */
  readonly onPhoto: (photo: Photo) => Promise<string | null>
  readonly onBack: () => void
}

const ByCode = ({ parcel, busy, onHandOver }: Pick<HandOverProps, 'parcel' | 'busy' | 'onHandOver'>) => {
  const [code, setCode] = useState('')
  const [told, setTold] = useState(false)
  const give = (meansAtDoor?: (typeof means)[number]) => {
    setTold(code === '')
    if (code !== '') onHandOver({ by: 'code', code, ...(meansAtDoor === undefined ? {} : { means: meansAtDoor }) })
  }
  return (
    <Card title={words.code} note={words.codeHint}>
      <View className="scale" role="img" aria-label={`${words.code} ${code}`}>
        <View className="scale__number">{code === '' ? '–' : code}</View>
      </View>
      <NumberPad maxLength={longestCode} onTyped={setCode} />
      {told && code === '' && <NoticeBar tone="bad" text={words.missing.code} />}
      {parcel.dueFen > 0 ? (
        <>
          <View className="strong">{words.due(yuanText(parcel.dueFen))}</View>
          {means.map((one) => (
            <Button
              key={one}
              id={`means-${one}`}
              busy={busy}
              text={labels.declaredMeans[one]}
              onTap={() => give(one)}
            />
          ))}
        </>
      ) : (
        <Button id="by-code" busy={busy} text={words.byCode} onTap={() => give()} />
      )}
    </Card>
  )
}

/** Nobody opens: the goods stay at the door, and the photo stands in for the code. */
const ByPhoto = ({ parcel, busy, onHandOver, onPhoto }: Omit<HandOverProps, 'onBack'>) => {
  const [sent, setSent] = useState<{ photoId: string; preview: string } | null>(null)
  const [refused, setRefused] = useState(false)
  if (parcel.dueFen > 0) return <Card title={words.nobody} note={words.nobodyDue} />
  const photograph = async () => {
    setRefused(false)
    const photo = await takePhoto().catch(() => {
      setRefused(true)
      return null
    })
    const photoId = photo === null ? null : await onPhoto(photo)
    if (photo !== null && photoId !== null) setSent({ photoId, preview: photo.preview })
  }
  return (
    <Card title={words.nobody} note={words.nobodyHint}>
      {sent !== null && <Picture source={sent.preview} name={words.photo} />}
      {refused && <NoticeBar tone="bad" text={words.photoFailed} />}
      <View className="pair">
        <Button
          id="door-photo"
          kind="plain"
          busy={busy}
          text={sent === null ? words.takePhoto : words.retakePhoto}
          onTap={() => void photograph()}
        />
        {sent !== null && (
          <Button
            id="by-photo"
            busy={busy}
            text={words.byPhoto}
            onTap={() => onHandOver({ by: 'photo', photoId: sent.photoId })}
          />
        )}
      </View>
    </Card>
  )
}

/** At the door: by the code that the shopper says, or by a photo where nothing is left to pay. */
export const HandOverCard = ({ onBack, ...props }: HandOverProps) => (
  <>
    <ByCode {...props} />
    <ByPhoto {...props} />
    <View className="block">
      <Button id="hand-over-back" kind="plain" text={words.back} onTap={onBack} />
    </View>
  </>
)
