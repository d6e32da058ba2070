import { View } from '@tarojs/components'
import { openPage } from '../../platform/navigation.ts'
import { shopText } from '../../text-shop.ts'
import { Card } from '../../ui/card.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Tap } from '../../ui/tap.tsx'
import { priceText, quantityText } from '../goods/goods-view.ts'
import { yuanText } from '../money/amounts.ts'
import { lineAmount, stallAmount, steppedQuantity, withQuantity, type Bag, type BagLine, type BagStall } from './bag.ts'

const words = shopText.bag
type Change = (turn: (bag: Bag) => Bag) => void

const Line = ({ stall, line, onChange }: { stall: BagStall; line: BagLine; onChange: Change }) => {
  const set = (quantity: number) => onChange((bag) => withQuantity(bag, stall, line, quantity))
  return (
    <View id={`line-${line.listingId}`} className="goods">
      <View className="goods__head">
        <View className="goods__name">{line.name}</View>
        <View className="strong">{line.change === 'gone' ? '' : `${yuanText(lineAmount(line))} 元`}</View>
      </View>
      <View className="goods__note">{priceText(line)}</View>
      {line.change === 'price' && line.oldPriceFen !== null && (
        <Tag tone="warn" text={words.priceChanged(priceText({ ...line, priceFen: line.oldPriceFen }))} />
      )}
      {line.change === 'gone' && <Tag tone="bad" text={words.gone} />}
      <View className="goods__buy">
        <Tap
          id={`remove-${line.listingId}`}
          className="goods__remove"
          label={words.removeLabel(line.name)}
          onTap={() => set(0)}
        >
          {words.remove}
        </Tap>
        {line.change !== 'gone' && (
          <Stepper
            id={line.listingId}
            value={quantityText(line.quantity, line)}
            moreLabel={shopText.goods.more(line.name)}
            lessLabel={shopText.goods.less(line.name)}
            onMore={() => set(steppedQuantity(line, line.quantity, 1))}
            onLess={() => set(steppedQuantity(line, line.quantity, -1))}
          />
        )}
      </View>
    </View>
  )
}

export const BagList = ({ marketCode, bag, onChange }: { marketCode: string; bag: Bag; onChange: Change }) => (
  <>
    {bag.map((stall) => (
      <Card key={stall.stallCode}>
        <Tap
          className="goods__stall goods__stall--title"
          role="link"
          label={`${stall.stallCode} ${stall.merchantName}`}
          onTap={() => openPage('stall', { market: marketCode, stall: stall.stallCode })}
        >
          {`${stall.stallCode} · ${stall.merchantName}`}
        </Tap>
        {stall.lines.map((line) => (
          <Line key={line.listingId} stall={stall} line={line} onChange={onChange} />
        ))}
        <View className="sum">
          <View>{words.stallTotal}</View>
          <View className="strong">{`${yuanText(stallAmount({ ...stall, lines: stall.lines.filter((l) => l.change !== 'gone') }))} 元`}</View>
        </View>
      </Card>
    ))}
  </>
)
