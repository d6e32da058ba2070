import { View } from '@tarojs/components'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import { stallText } from '../../text-stall.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { NumberPad } from '../../ui/number-pad.tsx'
import { priceText, quantityText } from '../goods/goods-view.ts'
import { ScaleList } from './scale-list.tsx'
import type { Scale } from './use-scale.ts'
import { amountHint, lineTitle, type OrderLine } from './weigh-view.ts'

const words = stallText.order

interface WeighCardProps {
  readonly order: StallOrderView
  readonly line: OrderLine
  readonly typed: string
  readonly scale: Scale
  readonly busy: boolean
  readonly onTyped: (turn: (typed: string) => string) => void
  readonly onMissing: () => void
  readonly onUse: (weighingSaleId: string) => void
}

/** The line on the scale: what is wanted, what was typed, and large keys. */
export const WeighCard = ({ order, line, typed, scale, busy, onTyped, onMissing, onUse }: WeighCardProps) => {
  const unit = line.priceBasis === 'per_piece' ? priceUnit(line).slice(2) : words.grams
  return (
    <Card
      title={lineTitle(line)}
      note={`${words.wanted(quantityText(line.orderedQuantity, line))} · ${priceText(line)}`}
    >
      {line.consent === 'refused' && <NoticeBar tone="warn" text={words.refusedWeight} />}
      {line.priceBasis !== 'per_piece' && <ScaleList scale={scale} line={line} busy={busy} onUse={onUse} />}
      <View className="scale" aria-label={`${typed === '' ? '0' : typed} ${unit}`}>
        <View className="scale__number">{typed === '' ? '–' : typed}</View>
        <View className="scale__unit">{unit}</View>
      </View>
      <View className="scale__hint">{typed === '' ? '' : amountHint(order, line, Number(typed))}</View>
      <NumberPad maxLength={6} onTyped={onTyped} />
      <Button id="missing" kind="plain" busy={busy} text={words.outOfStock} onTap={onMissing} />
    </Card>
  )
}
