/** Whom the shopper is about to pay: stall, merchant, licences. Always above the amount. */
import { View } from '@tarojs/components'
import { labels } from '@smart-market/shared/text/zh.ts'
import { payText } from '../../text-pay.ts'
import { text } from '../../text.ts'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Tag } from '../../ui/tag.tsx'
import { dateText } from '../reading/words.ts'
import type { StallCounter } from './read-counter.ts'

const validity = (validTo: string | null, expired: boolean): string => {
  if (validTo === null) return payText.noEnd
  return expired ? payText.expiredOn(dateText(validTo)) : payText.validTo(dateText(validTo))
}

export const SellerFace = ({ counter }: { counter: StallCounter }) => (
  <>
    <View className="sign">
      <View className="sign__code">{counter.stallCode}</View>
      <View className="sign__name" role="heading" aria-level="1">
        {counter.merchantName ?? text.stalls.vacant}
      </View>
      <View className="sign__place">{counter.marketName}</View>
    </View>
    <Card title={payText.licences} note={payText.check}>
      {counter.licences.length === 0 && <View className="card__empty">{payText.noLicences}</View>}
      {counter.licences.map(({ kind, number, validTo, expired }) => (
        <View key={`${kind}-${number}`} className="paper">
          <View className="paper__head">
            <View className="paper__name">{labels.licenceKind[kind]}</View>
            <Tag tone={expired ? 'bad' : 'good'} text={expired ? text.stall.expired : text.stall.valid} />
          </View>
          <View className="paper__line">{`${number}，${validity(validTo, expired)}`}</View>
        </View>
      ))}
    </Card>
    {counter.merchantName === null && <NoticeBar tone="bad" text={payText.noMerchant} />}
    {counter.merchantName !== null && counter.channels.length === 0 && (
      <NoticeBar tone="warn" text={payText.cashOnly} />
    )}
  </>
)
