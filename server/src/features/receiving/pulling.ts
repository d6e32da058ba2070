/**
 * Fetches the feed from markets that cannot push: sealed batches from a cursor, opened with a key that the market gave
 * out. What comes is proved like anything pushed; the acknowledgement goes back to the market, which counts it as this
 * platform's receipt.
 */
import { desc, eq, sql } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, systemCtx, withSystemTransaction, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { receivedHeads } from '../../db/schema/receiving.ts'
import { AppError } from '../../errors.ts'
import { readBatch } from '../../feed/cloud-event.ts'
import { addressProblem } from '../../feed/outbound.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { nextAttemptAt } from '../../feed/push.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { repeatEvery } from '../../lib/repeat.ts'
import { acceptBatch, type Receipt } from './accepting.ts'
import { marketFor, marketView } from './reading.ts'
import * as store from './store.ts'

const pullCipherContext = 'received_markets.pull_key'
const everyMs = 60_000
const batchEvents = 1000
const batchesInTurn = 50
const timeoutMs = 20_000
/** Whoever pulls takes the market for so long: a second server of this platform passes it by. */
const leaseMs = 5 * 60_000

/** From where to fetch; no address stops it. Throws receiving.market_not_found, subscriber.bad_address. */
export const setPull = async (ctx: Ctx, marketId: string, input: { url: string | null; key?: string | null }) => {
  const { allowPrivate } = feedSettingsOf(ctx.deps)
  const problem = input.url === null ? undefined : addressProblem(input.url, allowPrivate)
  if (problem !== undefined) throw new AppError('subscriber.bad_address', { problem, field: 'url' })
  return withSystemTransaction(ctx.deps, async (tx) => {
    const market = await marketFor(ctx, tx, marketId)
    const key = input.key ?? null
    await store.updateMarket(tx, marketId, {
      pullUrl: input.url?.replace(/\/+$/, '') ?? null,
      pullKeyEncrypted: input.url === null || key === null ? null : ctx.deps.cipher.encrypt(key, pullCipherContext),
      pullAttempts: 0,
      nextPullAt: ctx.now,
      pullProblem: null,
    })
    const within = { ...ctx, marketId }
    await appendAudit(within, tx, {
      action: 'receiving.set_pull',
      subjectKind: 'received_market',
      subjectId: marketId,
      summary:
        input.url === null
          ? `停止到「${market.name}」读取数据`
          : `改为到「${market.name}」读取数据（${new URL(input.url).host}）`,
    })
    await appendEvent(within, tx, 'receiving.pull_set', { enabled: input.url !== null })
    return marketView(await marketFor(ctx, tx, marketId))
  })
}

/** Fetches from every market whose time has come; returns how many batches were taken over. */
export const pullDue = async (deps: Deps): Promise<number> => {
  const now = deps.clock()
  const due = await withSystemTransaction(deps, (tx) =>
    rowsOf<{ marketId: string }>(
      tx,
      sql`update received_markets set next_pull_at = ${new Date(now.getTime() + leaseMs).toISOString()}::timestamptz
        where market_id in (select market_id from received_markets where state = 'active' and pull_url is not null
          and (next_pull_at is null or next_pull_at <= ${now.toISOString()}::timestamptz) for update skip locked)
        returning market_id as "marketId"`,
    ),
  )
  let taken = 0
  for (const { marketId } of due) taken += await pullMarket(deps, marketId)
  return taken
}

/** Keeps fetching while the server runs; does nothing on a server that is no platform. */
export const startPuller = (deps: Deps): (() => Promise<void>) =>
  feedSettingsOf(deps).platform === null
    ? () => Promise.resolve()
    : repeatEvery(deps.logger, 'feed pull', everyMs, () => pullDue(deps))

const pullMarket = async (deps: Deps, marketId: string): Promise<number> => {
  let taken = 0
  const failed = async (problem: string): Promise<void> => {
    const ctx = systemCtx(deps, 'feed pull', marketId)
    await withTransaction(ctx, async (tx) => {
      const attempts = ((await store.findMarket(tx, marketId))?.pullAttempts ?? 0) + 1
      const nextPullAt = nextAttemptAt(ctx.now, attempts, deps.random)
      await store.updateMarket(tx, marketId, { pullAttempts: attempts, nextPullAt, pullProblem: problem })
    })
  }
  try {
    for (let more = true; more && taken < batchesInTurn; taken++) more = await pullBatch(deps, marketId)
  } catch (error) {
    // Refusals and broken lines alike: the reason stands on the page, and the next attempt begins where we stand.
    await failed(error instanceof Error ? error.message : String(error))
    return taken
  }
  const ctx = systemCtx(deps, 'feed pull', marketId)
  const nextPullAt = new Date(ctx.now.getTime() + everyMs)
  await withTransaction(ctx, (tx) =>
    store.updateMarket(tx, marketId, { pullAttempts: 0, nextPullAt, pullProblem: null }),
  )
  return taken
}

/** One batch; true when the market has more. */
const pullBatch = async (deps: Deps, marketId: string): Promise<boolean> => {
  const ctx = systemCtx(deps, 'feed pull', marketId)
  const from = await withTransaction(ctx, async (tx) => {
    const market = await store.findMarket(tx, marketId)
    const [head] = await tx
      .select({ businessDate: receivedHeads.businessDate })
      .from(receivedHeads)
      .where(eq(receivedHeads.marketId, marketId))
      .orderBy(desc(receivedHeads.businessDate))
      .limit(1)
    return { market, headsAfter: head?.businessDate }
  })
  const { market, headsAfter } = from
  if (market === undefined || market.pullUrl === null || market.state !== 'active') return false
  const headers = authorisation(ctx, market)
  const base = `${market.pullUrl}/feeds/v1/markets/${encodeURIComponent(marketId)}`
  const query = new URLSearchParams({ after: String(market.acknowledgedSequence), limit: String(batchEvents) })
  if (headsAfter !== undefined) query.set('headsAfter', headsAfter)
  const { outbound } = feedSettingsOf(deps)
  const answer = await outbound({ method: 'GET', url: `${base}/batch?${query}`, headers, timeoutMs })
  if (answer.status !== 200) throw new Error(`市场答复 ${answer.status}：${answer.body.slice(0, 200)}`)
  const receipt = await acceptBatch(ctx, readBatch(answer.body, marketId), answer.body)
  await acknowledge(deps, base, headers, receipt)
  const after = await withTransaction(ctx, (tx) => store.findMarket(tx, marketId))
  const advanced = receipt.acknowledgedSequence > market.acknowledgedSequence
  return advanced && (after?.claimedSequence ?? 0) > receipt.acknowledgedSequence
}

const authorisation = (ctx: Ctx, market: store.MarketRow): Record<string, string> => {
  const encrypted = market.pullKeyEncrypted
  return encrypted === null ? {} : { authorization: `Bearer ${ctx.deps.cipher.decrypt(encrypted, pullCipherContext)}` }
}

const acknowledge = async (
  deps: Deps,
  base: string,
  headers: Readonly<Record<string, string>>,
  receipt: Receipt,
): Promise<void> => {
  const answer = await feedSettingsOf(deps).outbound({
    method: 'POST',
    url: `${base}/acknowledgements`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ sequence: receipt.acknowledgedSequence }),
    timeoutMs,
  })
  if (answer.status >= 300) throw new Error(`市场没有记下确认，答复 ${answer.status}`)
}
