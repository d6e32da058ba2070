import { Image, View } from '@tarojs/components'
import { payWays, type PayWay } from '../../platform/pay.ts'
import { shopText } from '../../text-shop.ts'
import { Card } from '../../ui/card.tsx'
import { Choice } from '../../ui/choice.tsx'

const words = shopText.pay

interface PayChoiceProps {
  readonly way: PayWay
  /** Data address of the code to scan; null when none is shown. */
  readonly image: string | null
  readonly onChoose: (way: PayWay) => void
}

/** How to pay, where there is more than one way; and the code, once it was asked for. */
export const PayChoice = ({ way, image, onChoose }: PayChoiceProps) => {
  if (payWays.length < 2) return null
  return (
    <Card title={words.how}>
      <Choice
        name="pay-way"
        chosen={way}
        options={payWays.map((value) => ({ value, ...words.ways[value] }))}
        onChoose={onChoose}
      />
      {image !== null && (
        <View className="code">
          <Image id="pay-code" className="pay-code" src={image} mode="aspectFit" ariaLabel={words.scan} />
          <View>{words.scan}</View>
          <View className="card__note">{words.scanNote}</View>
        </View>
      )}
    </Card>
  )
}
