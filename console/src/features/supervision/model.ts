/** What the numbers of a feed mean to an officer; pure. */
import { acknowledgedWithinHours } from '@smart-market/shared/contracts/feeds.ts'
import { addDays } from '@smart-market/shared/time.ts'
import { absent, countText, pointsText, rangeText, spanText } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Claim, Day, Statistics, Supervised } from './api.ts'
import { openItemText, openItemUnit } from './text.ts'

export interface Told {
  readonly tone: Tone
  readonly text: string
}

/** A market with nothing new still signs every quarter of an hour; two of them missed are worth a look. */
const quietMinutes = 31
const lostMinutes = acknowledgedWithinHours * 60

type Heard = Pick<Supervised, 'state' | 'lag' | 'lagMinutes' | 'lastHeardAt'>
/** Whether what is shown of the market is what the market has. */
export const freshness = (market: Heard, now: Date): Told => {
  if (market.state === 'disputed') return { tone: 'bad', text: '前后矛盾，已停收' }
  if (market.lastHeardAt === null) return { tone: 'unknown', text: '还没有收到过' }
  const silent = Math.max(0, Math.floor((now.getTime() - new Date(market.lastHeardAt).getTime()) / 60_000))
  if (silent >= lostMinutes) return { tone: 'bad', text: `断了 ${spanText(silent)}` }
  if (silent >= quietMinutes) return { tone: 'warn', text: `${spanText(silent)}没有消息` }
  return market.lag > 0 ? { tone: 'warn', text: '正在补收' } : { tone: 'good', text: '正常' }
}

/** `积压 40 条 · 25 分钟`. */
export const lagText = ({ lag, lagMinutes }: Pick<Supervised, 'lag' | 'lagMinutes'>): string =>
  lagMinutes === null ? absent : `${countText(lag)} 条 · ${spanText(lagMinutes)}`

export const openCount = (market: Pick<Supervised, 'open'>): number =>
  Object.values(market.open).reduce((sum, count) => sum + count, 0)

export const openKinds = Object.keys(openItemText) as (keyof Supervised['open'])[]
export const openText = (kind: keyof Supervised['open'], count: number): string =>
  `${openItemText[kind]} ${countText(count)} ${openItemUnit[kind]}`

/** The worst that is known, for the mark on the map. */
export const standing = (market: Supervised, now: Date): Tone => {
  const fresh = freshness(market, now).tone
  if (fresh === 'bad' || fresh === 'unknown') return fresh
  if (openCount(market) > 0 || market.claims.some((claim) => claim.verdict === 'differs')) return 'warn'
  return fresh
}

export const claimText = (claim: Pick<Claim, 'low' | 'high' | 'max'> | null | undefined): string =>
  claim == null ? absent : `${rangeText(claim.low, claim.high)} / ${pointsText(claim.max)}`

export const recomputedText = (claim: Pick<Claim, 'recomputedLow' | 'recomputedHigh'>): string =>
  claim.recomputedLow === null || claim.recomputedHigh === null
    ? absent
    : rangeText(claim.recomputedLow, claim.recomputedHigh)

/** The market's own sum of the day; until it is there, what it reported sale by sale. */
export const turnoverOf = (day: Pick<Day, 'turnoverFen' | 'saleCount' | 'salesFen'>): number | null =>
  day.turnoverFen ?? (day.saleCount > 0 || day.salesFen !== 0 ? day.salesFen : null)

interface TrendDay {
  readonly day: string
  readonly value: number | null
}
/** One value a day up to today; a day that nobody reported is a gap. */
const upTo = (today: string, length: number, known: ReadonlyMap<string, number | null>): TrendDay[] =>
  Array.from({ length }, (_, i) => addDays(today, i + 1 - length)).map((day) => ({
    day,
    value: known.get(day) ?? null,
  }))

export const trendOf = (days: readonly Day[], today: string, length = 30): TrendDay[] =>
  upTo(today, length, new Map(days.map((day) => [day.businessDate, turnoverOf(day)] as const)))

/** The median over markets of each day. */
export const medianTrend = (turnover: Statistics['turnover'], today: string): TrendDay[] =>
  upTo(today, 30, new Map(turnover.map((day) => [day.businessDate, day.medianFen] as const)))

/** The last claim of each day, oldest first. */
export const claimTrend = (
  claims: readonly Claim[],
  dayOf: (at: string) => string,
): { readonly day: string; readonly value: number; readonly high: number }[] => {
  const byDay = new Map<string, { day: string; value: number; high: number }>()
  for (const claim of [...claims].sort((a, b) => a.sequence - b.sequence)) {
    const day = dayOf(claim.takenAt)
    byDay.set(day, {
      day,
      value: claim.recomputedLow ?? claim.low,
      high: claim.recomputedHigh ?? claim.high,
    })
  }
  return [...byDay.values()]
}

/** The lower end as the platform computes it; the market's own word where it cannot. */
const ownPoints = ({ claim }: Supervised): number | null => claim?.recomputedLow ?? claim?.low ?? null

export const sortNames = ['points', 'lag', 'alarms', 'complaints', 'positives', 'turnover'] as const
export type SortName = (typeof sortNames)[number]
const measures: Record<SortName, (market: Supervised) => number | null> = {
  points: (market) => ownPoints(market),
  lag: (market) => market.lagMinutes,
  alarms: (market) => market.open.device_silent + market.open.hold_breached,
  complaints: (market) => market.open.complaint_overdue,
  positives: (market) => market.open.test_positive,
  turnover: (market) => market.salesFen,
}

/** Unknown values stand last whichever way the list is turned. */
export const sorted = (
  markets: readonly Supervised[],
  by: SortName | undefined,
  order: 'asc' | 'desc' | undefined,
): Supervised[] => {
  if (by === undefined) return [...markets]
  const measure = measures[by]
  return [...markets].sort((a, b) => {
    const [x, y] = [measure(a), measure(b)]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return order === 'desc' ? y - x : x - y
  })
}

export const found = (markets: readonly Supervised[], q: string, districtCode: string | undefined): Supervised[] => {
  const words = q.trim().toLowerCase()
  return markets.filter(
    (market) =>
      (districtCode === undefined || market.districtCode === districtCode) &&
      `${market.name} ${market.code} ${market.districtName} ${market.districtCode}`.toLowerCase().includes(words),
  )
}

export interface District {
  readonly districtCode: string
  readonly name: string
  readonly markets: readonly Supervised[]
  /** Median of the markets' confirmed points; null when none has reported any. */
  readonly points: number | null
  readonly salesFen: number | null
  readonly lost: number
  readonly unheard: number
  readonly open: Supervised['open']
}

export const districtData = ({ lost, unheard }: Pick<District, 'lost' | 'unheard'>): Told => {
  if (lost > 0) return { tone: 'bad', text: `${countText(lost)} 个断了` }
  return unheard > 0
    ? { tone: 'unknown', text: `${countText(unheard)} 个还没有收到过` }
    : { tone: 'good', text: '都正常' }
}

const medianOf = (values: readonly number[]): number | null => {
  const inOrder = [...values].sort((a, b) => a - b)
  const [low, high] = [inOrder[(inOrder.length - 1) >> 1], inOrder[inOrder.length >> 1]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

export const districtsOf = (markets: readonly Supervised[], now: Date): District[] => {
  const codes = [...new Set(markets.map((market) => market.districtCode))].sort()
  return codes.map((districtCode) => {
    const own = markets.filter((market) => market.districtCode === districtCode)
    const sales = own.flatMap((market) => market.salesFen ?? [])
    const open = { ...noOpen }
    for (const kind of openKinds) open[kind] = own.reduce((sum, market) => sum + market.open[kind], 0)
    return {
      districtCode,
      name: own.find((market) => market.districtName !== '')?.districtName ?? districtCode,
      markets: own,
      points: medianOf(own.flatMap((market) => ownPoints(market) ?? [])),
      salesFen: sales.length === 0 ? null : sales.reduce((sum, fen) => sum + fen, 0),
      lost: own.filter((market) => freshness(market, now).tone === 'bad').length,
      unheard: own.filter((market) => market.lastHeardAt === null).length,
      open,
    }
  })
}

export const sortedDistricts = (
  districts: readonly District[],
  by: string | undefined,
  order: 'asc' | 'desc' | undefined,
): District[] => {
  const measure = (district: District): number | null => {
    if (by === 'markets') return district.markets.length
    if (by === 'lost') return district.lost
    if (by === 'points') return district.points
    return by === 'turnover' ? district.salesFen : null
  }
  return [...districts].sort((a, b) => {
    const [x, y] = [measure(a), measure(b)]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return order === 'desc' ? y - x : x - y
  })
}

const noOpen: Supervised['open'] = {
  complaint_overdue: 0,
  finding_overdue: 0,
  test_positive: 0,
  hold_breached: 0,
  device_silent: 0,
}
