import { Image, View } from '@tarojs/components'
import { payWays, type PayWay } from '../../platform/pay.ts'
import { shopText } from '../../text-shop.ts'
import { Card } from '../../ui/card.tsx'
import { Choice } from '../../ui/choice.tsx'

const words = shopText.pay

interface PayChoiceProps {
  readonly way: PayWay
  /** The code to scan, a data address, and what it pays in words; null when none is shown. */
  readonly code: { readonly image: string; readonly pays: string } | null
  readonly onChoose: (way: PayWay) => void
}

/** How to pay, where there is more than one way; and the code, once it was asked for. */
export const PayChoice = ({ way, code, onChoose }: PayChoiceProps) => {
  if (payWays.length < 2) return null
  return (
    <Card title={words.how}>
      <Choice
        name="pay-way"
        chosen={way}
        options={payWays.map((value) => ({ value, ...words.ways[value] }))}
        onChoose={onChoose}
      />
      {code !== null && (
        <View className="code">
          <Image id="pay-code" className="pay-code" src={code.image} mode="aspectFit" ariaLabel={words.scan} />
          <View className="strong">{code.pays}</View>
          <View>{words.scan}</View>
          <View className="card__note">{words.scanNote}</View>
        </View>
      )}
    </Card>
  )
}

/** That one payment pays several stalls, and whom it leaves out. */
export const TogetherNote = ({ leftOut }: { readonly leftOut: readonly string[] }) => (
  <Card title={words.togetherTitle} note={words.together}>
    {leftOut.length > 0 && <View className="card__foot">{words.togetherLeftOut(leftOut.join('、'))}</View>}
  </Card>
)
