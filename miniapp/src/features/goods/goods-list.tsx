import { View } from '@tarojs/components'
import type { PublicListing } from '@smart-market/shared/contracts/catalogue.ts'
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import { openPage } from '../../platform/navigation.ts'
import { shopText } from '../../text-shop.ts'
import { Stepper } from '../../ui/stepper.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Tap } from '../../ui/tap.tsx'
import { quantityIn, steppedQuantity, withQuantity } from '../bag/bag.ts'
import { useBag } from '../bag/bag-context.tsx'
import { yuanText } from '../money/amounts.ts'
import { dateText } from '../reading/words.ts'
import { GoodsPhotos } from './goods-photos.tsx'
import { guideText, priceText, quantityText, stockOf } from './goods-view.ts'

const words = shopText.goods

interface GoodsListProps {
  readonly marketCode: string
  readonly goods: readonly PublicListing[]
  /** The stall's name is left out on the stall's own page. */
  readonly withStall: boolean
}

const ToBag = ({ marketCode, goods }: { marketCode: string; goods: PublicListing }) => {
  const [bag, change] = useBag(marketCode)
  const quantity = quantityIn(bag, goods.listingId)
  const turn = (direction: 1 | -1) =>
    change((now) => {
      const before = quantityIn(now, goods.listingId)
      return withQuantity(now, goods, goods, steppedQuantity(goods, before, direction))
    })
  if (stockOf(goods).soldOut) return null
  return quantity === 0 ? (
    <Tap id={`add-${goods.listingId}`} className="goods__add" label={words.add(goods.name)} onTap={() => turn(1)}>
      {words.addWord}
    </Tap>
  ) : (
    <Stepper
      id={goods.listingId}
      value={quantityText(quantity, goods)}
      moreLabel={words.more(goods.name)}
      lessLabel={words.less(goods.name)}
      onMore={() => turn(1)}
      onLess={() => turn(-1)}
    />
  )
}

const GoodsRow = ({
  marketCode,
  goods,
  withStall,
}: {
  marketCode: string
  goods: PublicListing
  withStall: boolean
}) => {
  const stock = stockOf(goods)
  const guide = guideText(goods)
  const about = [goods.specification, goods.origin === null ? null : words.origin(goods.origin)].filter(Boolean)
  return (
    <View id={`goods-${goods.listingId}`} className="goods">
      <View className="goods__head">
        <View className="goods__name">{goods.name}</View>
        <Tag tone={stock.tone} text={stock.text} />
      </View>
      {withStall && (
        <Tap
          className="goods__stall"
          role="link"
          label={`${goods.stallCode} ${goods.merchantName}`}
          onTap={() => openPage('stall', { market: marketCode, stall: goods.stallCode })}
        >
          {`${goods.stallCode} · ${goods.merchantName}`}
        </Tap>
      )}
      <GoodsPhotos marketCode={marketCode} goods={goods} />
      {about.length > 0 && <View className="goods__note">{about.join(' · ')}</View>}
      <View className="goods__buy">
        <View className="goods__price" aria-label={priceText(goods)}>
          <View className="goods__yuan">{yuanText(goods.priceFen)}</View>
          <View className="goods__unit">{priceUnit(goods)}</View>
        </View>
        <ToBag marketCode={marketCode} goods={goods} />
      </View>
      <View className="goods__note">{guide ?? words.priceOn(dateText(goods.priceOn))}</View>
    </View>
  )
}

export const GoodsList = ({ marketCode, goods, withStall }: GoodsListProps) => (
  <View className="rows">
    {goods.map((one) => (
      <GoodsRow key={one.listingId} marketCode={marketCode} goods={one} withStall={withStall} />
    ))}
  </View>
)
