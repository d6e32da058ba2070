/** 价格: how a price is said, and how far it stands from today's reference. Pure. */
import { formatFen } from '@smart-market/shared/money.ts'
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import type { Item } from '../../lib/client.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Listing } from './api.ts'

export const listingStateList = Object.keys(labels.listingState) as Listing['state'][]
export const listingTone: Record<Listing['state'], Tone> = { on_sale: 'good', paused: 'warn', removed: 'off' }

type Unit = Pick<Listing, 'priceBasis' | 'pieceUnit'>
export const priceText = (listing: Unit & { readonly priceFen: number }): string =>
  `${formatFen(listing.priceFen)} ${priceUnit(listing)}`

/** From this difference on a price is marked; it is a hint to look, no rule. */
const farPercent = 30

/** Against 今日参考价, in the listing's own basis; null where there is none. */
export const guideDistance = ({
  priceFen,
  guidePrice,
}: Pick<Listing, 'priceFen' | 'guidePrice'>): { percent: number; text: string; far: boolean } | null => {
  if (guidePrice === null || guidePrice.priceFen === 0) return null
  const percent = Math.round(((priceFen - guidePrice.priceFen) / guidePrice.priceFen) * 100)
  const text = percent === 0 ? '与参考价相同' : percent > 0 ? `高 ${percent}%` : `低 ${-percent}%`
  return { percent, text, far: Math.abs(percent) >= farPercent }
}

export const stockText = ({
  stockKind,
  available,
  ...unit
}: Unit & Pick<Listing, 'stockKind' | 'available'>): string => {
  if (stockKind === 'untracked' || available === null) return '不记库存'
  if (available === 0) return '卖完了'
  return unit.priceBasis === 'per_piece'
    ? `${available} ${labels.pieceUnit[unit.pieceUnit ?? 'piece']}`
    : formatGrams(available)
}

/** A price confirmed today needs no word; an older one says of which day it is. */
export const priceOnText = (priceOn: string, today: string): string => (priceOn === today ? '今天' : priceOn)

/** Tags of one stall together, in the order they come. */
export const groupByStall = <T extends Pick<Listing, 'stallCode'>>(
  listings: readonly T[],
): { stallCode: string; listings: T[] }[] => {
  const groups: { stallCode: string; listings: T[] }[] = []
  for (const listing of listings) {
    const group = groups.find(({ stallCode }) => stallCode === listing.stallCode)
    if (group === undefined) groups.push({ stallCode: listing.stallCode, listings: [listing] })
    else group.listings.push(listing)
  }
  return groups
}

type StockedBatch = Pick<Item<'listBatches'>, 'commodityName' | 'remaining' | 'unit' | 'expiresOn' | 'enteredAt'>
/** `菠菜，还剩 12.5 千克，3月5日到期`: enough to pick one batch among a stall's own. */
export const batchOptionText = ({ commodityName, remaining, unit, expiresOn, enteredAt }: StockedBatch): string => {
  const left = unit === 'gram' ? formatGrams(remaining) : `${remaining} 件`
  const until = expiresOn === null ? `${businessDate(new Date(enteredAt))} 进货` : `${expiresOn} 到期`
  return `${commodityName}，还剩 ${left}，${until}`
}
