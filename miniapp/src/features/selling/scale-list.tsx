import { View } from '@tarojs/components'
import { stallText } from '../../text-stall.ts'
import { Button } from '../../ui/button.tsx'
import { quantityText } from '../goods/goods-view.ts'
import { clockText } from '../reading/words.ts'
import type { Scale } from './use-scale.ts'
import type { OrderLine } from './weigh-view.ts'

const words = stallText.order

interface ScaleListProps {
  readonly scale: Scale
  readonly line: OrderLine
  readonly busy: boolean
  readonly onUse: (saleId: string) => void
}

/** The last weighings of the stall's networked scale: one tap instead of typing. */
export const ScaleList = ({ scale, line, busy, onUse }: ScaleListProps) => {
  if (!scale.connected) return null
  return (
    <View className="scale-list" id="scale-list">
      <View className="strong">{words.scale}</View>
      <View className="card__note">{scale.weighings.length === 0 ? words.scaleEmpty : words.scaleNote}</View>
      {scale.weighings.map(({ saleId, name, weightGrams, weighedAt }) => (
        <Button
          key={saleId}
          id={`scale-${saleId}`}
          kind="plain"
          busy={busy}
          text={words.fromScale(quantityText(weightGrams, line), name, clockText(weighedAt))}
          onTap={() => onUse(saleId)}
        />
      ))}
    </View>
  )
}
