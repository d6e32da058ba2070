/**
 * Keeps the demo market alive while the server runs: heartbeats of its devices every minute, its sales and visits as
 * the day goes on, and a district platform that reads and acknowledges its feed. It goes through the same verbs as real
 * devices, and touches only markets marked `demo`.
 */
import { and, eq, isNull } from 'drizzle-orm'
import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import { saleInput } from '@smart-market/shared/contracts/sales.ts'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Deps, systemCtx, withSystemTransaction } from '../../context.ts'
import { recordHeartbeats } from '../../features/devices/index.ts'
import { acknowledgeFeed } from '../../features/feeds/index.ts'
import { recordFootTraffic } from '../../features/insights/index.ts'
import { recordSales } from '../../features/sales/index.ts'
import { relayOutbox } from '../../feed/relay.ts'
import { devices } from '../schema/devices.ts'
import { feedHeads, platformLinks } from '../schema/feed.ts'
import { apiKeys } from '../schema/identity.ts'
import { markets } from '../schema/markets.ts'
import { demoMarketCode } from './demo-accounts.ts'
import { demoFootTraffic, demoSales } from './demo-day.ts'
import { repeatEvery } from '../../lib/repeat.ts'
import { demoSilentDevices } from './demo-devices.ts'

const measuredMbps = 34.5

/** One round of heartbeats of every demo device that is not meant to be silent. */
export const pulseDemo = async (deps: Deps, marketId: string): Promise<void> => {
  const known = await withSystemTransaction(deps, (tx) =>
    tx
      .select({ code: devices.code, kind: devices.kind })
      .from(devices)
      .where(and(eq(devices.marketId, marketId), isNull(devices.retiredAt))),
  )
  const heartbeats = known
    .filter((device) => !demoSilentDevices.has(device.code))
    .map((device) => ({
      deviceCode: device.code,
      ...(device.kind === 'video_line' ? { measuredMbps } : {}),
      ...(device.kind === 'screen' ? { shows: [...screenFields] } : {}),
    }))
  for (let from = 0; from < heartbeats.length; from += 1000) {
    await recordHeartbeats(systemCtx(deps, 'demo simulator', marketId), {
      heartbeats: heartbeats.slice(from, from + 1000),
    })
  }
}

/** Sales in batches and visits of one day up to `until`. Sent again, they change nothing. */
export const tradeForADay = async (deps: Deps, marketId: string, date: string, until: Date): Promise<void> => {
  const ctx = systemCtx(deps, 'demo simulator', marketId)
  const sales = demoSales(date, until)
  for (let from = 0; from < sales.length; from += 500) {
    await recordSales(ctx, {
      source: '演示秤',
      sales: sales.slice(from, from + 500).map((sale) => saleInput.parse(sale)),
    })
  }
  const hours = demoFootTraffic(date, until)
  if (hours.length > 0) await recordFootTraffic(ctx, { hours })
}

/** The demo's district platform takes what the feed has, the way a real one would by its key. */
const acknowledge = async (deps: Deps, marketId: string): Promise<void> => {
  const { link, head } = await withSystemTransaction(deps, async (tx) => {
    const [linked] = await tx
      .select()
      .from(platformLinks)
      .where(and(eq(platformLinks.marketId, marketId), isNull(platformLinks.removedAt)))
      .limit(1)
    const [last] = await tx.select().from(feedHeads).where(eq(feedHeads.marketId, marketId))
    return { link: linked, head: last }
  })
  if (link === undefined || head === undefined) return
  const ctx = systemCtx(deps, 'demo simulator', marketId)
  const actor = {
    kind: 'key',
    apiKeyId: link.apiKeyId,
    name: link.name,
    marketId,
    scopes: ['feed:read'],
    deviceId: null,
  } as const
  await acknowledgeFeed({ ...ctx, actor }, { sequence: head.sequence })
  // It does not come in by the door where the use of a key is noted, and the page of the keys would say 从未使用.
  await withSystemTransaction(deps, (tx) =>
    tx
      .update(apiKeys)
      .set({ lastUsedAt: ctx.now })
      .where(and(eq(apiKeys.marketId, marketId), eq(apiKeys.apiKeyId, link.apiKeyId))),
  )
}

/** Starts the simulator; returns how to stop it. Does nothing when there is no demo market. */
export const startDemoSimulator = async (deps: Deps): Promise<() => Promise<void>> => {
  const [market] = await withSystemTransaction(deps, (tx) =>
    tx
      .select({ marketId: markets.marketId })
      .from(markets)
      .where(and(eq(markets.code, demoMarketCode), eq(markets.demo, true))),
  )
  if (market === undefined) return () => Promise.resolve()
  const { marketId } = market
  const round = async (): Promise<void> => {
    await pulseDemo(deps, marketId)
    const now = deps.clock()
    for (const date of [addDays(businessDate(now), -1), businessDate(now)])
      await tradeForADay(deps, marketId, date, now)
    await relayOutbox(deps)
    await acknowledge(deps, marketId)
  }
  await round()
  return repeatEvery(deps.logger, 'demo simulator', 60_000, round)
}
