/** What the home page says, from the server's answer and the present moment. Pure. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { PublicMarketHome } from '@smart-market/shared/contracts/public.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { text } from '../../text.ts'
import { priceText } from '../goods/goods-view.ts'
import { dateText, numberText, shareText, whenText } from '../reading/words.ts'

const words = text.home

const figures = (home: PublicMarketHome, now: Date) => [
  home.footTraffic === null
    ? { name: words.footTraffic, value: words.noFootTraffic, unit: '', note: words.noFootTrafficNote }
    : {
        name: words.footTraffic,
        value: numberText(home.footTraffic.entryCountToday),
        unit: words.footTrafficUnit,
        note: text.asOf(whenText(home.footTraffic.asOf, now)),
      },
  {
    name: words.stalls,
    value: numberText(home.stallCount),
    unit: words.stallsUnit,
    note: words.merchants(numberText(home.merchantCount)),
  },
]

const levels = { quiet: words.quiet, usual: words.usual, busy: words.busy } as const

/** How full it is now, beside what is usual; says so when nobody knows. */
const crowding = ({ crowding: hour }: PublicMarketHome, now: Date) => {
  if (hour === null) return { name: words.crowding, value: words.noCrowding, unit: '', note: words.noCrowdingNote }
  const counted = words.crowdingHour(numberText(hour.entryCount))
  const usual = hour.usualEntryCount === null ? words.noUsual : words.usualHour(numberText(hour.usualEntryCount))
  return {
    name: words.crowding,
    value: hour.level === null ? numberText(hour.entryCount) : levels[hour.level],
    unit: hour.level === null ? words.footTrafficUnit : '',
    note: `${counted}，${usual}，${text.asOf(whenText(hour.asOf, now))}`,
  }
}

const guides = ({ guidePrices, asOf }: PublicMarketHome) => ({
  rows: guidePrices.map((guide) => ({
    name: guide.commodityName,
    price: priceText({ ...guide, pieceUnit: null }),
    note: `${guide.businessDate === businessDate(new Date(asOf)) ? words.guideToday : dateText(guide.businessDate).slice(5)} · ${guide.source}`,
  })),
})

const ranking = ({ ranking: { items, asOf, stallsReporting, stalls } }: PublicMarketHome, now: Date) => ({
  rows: items.map((row, i) => ({
    place: i + 1,
    stallCode: row.stallCode,
    merchantName: row.merchantName,
    count: words.saleCount(numberText(row.saleCount)),
  })),
  foot: `${words.rankingCoverage(numberText(stallsReporting), numberText(stalls), shareText(stallsReporting, stalls))}，${text.asOf(whenText(asOf, now))}`,
})

export const homeView = (home: PublicMarketHome, now: Date) => ({
  figures: [crowding(home, now), ...figures(home, now)],
  guides: guides(home),
  zones: home.zones
    .filter((zone) => zone.stallCount > 0)
    .map((zone) => ({ ...zone, note: words.zoneStalls(numberText(zone.stallCount)) })),
  notices: home.notices.map((notice) => ({
    noticeId: notice.noticeId,
    title: notice.title,
    kind: labels.noticeKind[notice.kind],
    when: whenText(notice.publishedAt, now),
  })),
  ranking: ranking(home, now),
  honours: home.honours.map(({ title, issuer, awardedOn }) => ({
    title,
    note: words.honourNote(issuer, awardedOn === null ? null : dateText(awardedOn)),
  })),
  asOf: text.asOf(whenText(home.asOf, now)),
})
export type HomeView = ReturnType<typeof homeView>
