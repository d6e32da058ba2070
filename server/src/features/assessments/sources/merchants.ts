import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { marketOf } from '../../../context.ts'
import { listStallScreens } from '../../devices/index.ts'
import { listMerchantPapers } from '../../markets/index.ts'
import { listStallSalesSeen, listStallsWithCode } from '../../sales/index.ts'
import { listLastTracedIntakes } from '../../sourcing/index.ts'
import type { FactValue, Member } from '../domain/facts.ts'
import { ageDays, newest } from './age.ts'
import type { EvidenceSource } from './evidence-source.ts'

type Screens = Awaited<ReturnType<typeof listStallScreens>>
type SalesSeen = Awaited<ReturnType<typeof listStallSalesSeen>>

/** Days of history that any rubric may ask about; its own limit is in its settings. */
const salesWindowDays = 90

/** Merchants with a tenancy on the day: their screens, papers, payment codes and sales. */
export const merchantSource: EvidenceSource = {
  id: 'merchants',
  provides: { populations: ['merchants'], metrics: [] },
  collect: async (ctx, tx, asOf) => {
    const marketId = marketOf(ctx)
    const papers = await listMerchantPapers(tx, marketId, businessDate(asOf))
    if (papers.length === 0) return {}
    const screens = await listStallScreens(tx, marketId, asOf)
    const coded = new Set(await listStallsWithCode(tx, marketId, asOf))
    const sales = await listStallSalesSeen(tx, marketId, asOf, salesWindowDays)
    const traced = new Map(
      (await listLastTracedIntakes(tx, marketId, asOf)).map((row) => [row.merchantId, row.enteredAt]),
    )
    const screensByStall = groupBy(screens)
    const salesByStall = new Map(sales.map((row) => [row.stallId, row]))
    const members = papers.map((merchant): Member => {
      const stallIds = merchant.stalls.map((stall) => stall.stallId)
      return {
        subject: {
          kind: 'merchant',
          id: merchant.merchantId,
          label: `${merchant.stalls.map((stall) => stall.code).join('、')} ${merchant.name}`,
        },
        fields: {
          stallCount: stallIds.length,
          licencesMissing: merchant.licencesMissing,
          licencesExpired: merchant.licencesExpired,
          staffDocumentsMissing: merchant.staffDocumentsMissing,
          staffDocumentsExpired: merchant.staffDocumentsExpired,
          ...(screens.length === 0 ? {} : screenFacts(stallIds, screensByStall)),
          ...(coded.size === 0 ? {} : { stallsWithoutPaymentCode: stallIds.filter((id) => !coded.has(id)).length }),
          ...(sales.length === 0 ? {} : salesFacts(stallIds, salesByStall, asOf)),
          ...(traced.size === 0 ? {} : { tracedBatchAgeDays: ageDays(traced.get(merchant.merchantId) ?? null, asOf) }),
        },
      }
    })
    return {
      populations: {
        merchants: {
          members,
          observedAt: newest([
            ...sales.map((row) => row.lastCollectedAt),
            ...screens.map((screen) => seenAt(screen, asOf)),
            ...traced.values(),
          ]),
          origin: '台账、摊位屏心跳、交易记录、进货登记',
        },
      },
    }
  },
}

const seenAt = (screen: Screens[number], asOf: Date): Date | null =>
  screen.silentSeconds === null ? null : new Date(asOf.getTime() - screen.silentSeconds * 1000)

const groupBy = (screens: Screens): Map<string, Screens[number][]> => {
  const byStall = new Map<string, Screens[number][]>()
  for (const screen of screens) {
    const same = byStall.get(screen.stallId)
    if (same === undefined) byStall.set(screen.stallId, [screen])
    else same.push(screen)
  }
  return byStall
}

/** A stall is as good as its best screen; a merchant is as good as its worst stall. */
const screenFacts = (
  stallIds: readonly string[],
  byStall: ReadonlyMap<string, Screens[number][]>,
): Record<string, FactValue> => {
  const missing = new Set<string>()
  let silent: number | null = 0
  let without = 0
  for (const stallId of stallIds) {
    const screens = byStall.get(stallId) ?? []
    if (screens.length === 0) {
      without += 1
      continue
    }
    const heard = screens.filter((screen) => screen.silentSeconds !== null)
    const best = heard.sort((a, b) => (a.silentSeconds ?? 0) - (b.silentSeconds ?? 0))[0]
    if (best === undefined) silent = null
    else if (silent !== null) silent = Math.max(silent, best.silentSeconds ?? 0)
    const shown = new Set(best?.shows ?? [])
    for (const field of screenFields) if (!shown.has(field)) missing.add(field)
  }
  return {
    stallsWithoutScreen: without,
    ...(without === stallIds.length
      ? {}
      : { screenSilentSeconds: silent, screenFieldsMissing: screenFields.filter((field) => missing.has(field)) }),
  }
}

const salesFacts = (
  stallIds: readonly string[],
  byStall: ReadonlyMap<string, SalesSeen[number]>,
  asOf: Date,
): Record<string, FactValue> => {
  const latest = (pick: (row: SalesSeen[number]) => Date | null): Date | null =>
    stallIds.reduce<Date | null>((best, stallId) => {
      const row = byStall.get(stallId)
      const at = row === undefined ? null : pick(row)
      return at !== null && (best === null || at > best) ? at : best
    }, null)
  return {
    mobilePaymentAgeDays: ageDays(
      latest((row) => row.lastMobileAt),
      asOf,
    ),
    salesAgeDays: ageDays(
      latest((row) => row.lastCollectedAt),
      asOf,
    ),
  }
}
