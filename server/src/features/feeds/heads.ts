/** Signed heads: what the market stands by, day by day, and the public keys that prove it. */
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withSystemTransaction, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { feedKeys, feedSignedHeads } from '../../db/schema/feed.ts'
import { AppError } from '../../errors.ts'
import { genesisHash } from '../../feed/chain.ts'
import { newSigningKey, type SignedHead, signStatement } from '../../feed/statements.ts'
import { findMarketByCode } from '../markets/index.ts'
import * as store from './store.ts'

const cipherContext = 'feed_keys.private_key'

/** Signs where the feed stands now. Throws feed.already_signed when the business day has its head. */
export const signFeedHead = async (ctx: Ctx): Promise<SignedHead> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    if (await hasHead(tx, marketId, today)) throw new AppError('feed.already_signed', { businessDate: today })
    const key = await currentKey(ctx, tx)
    const head = await store.findHead(tx, marketId)
    const statement = {
      marketId,
      keyId: key.keyId,
      businessDate: today,
      signedAt: ctx.now.toISOString(),
      sequence: head?.sequence ?? 0,
      hash: head?.hash ?? genesisHash,
      ...(await figuresUpTo(tx, marketId, head?.sequence ?? 0)),
    }
    const signed = signStatement(statement, ctx.deps.cipher.decrypt(key.privateKeyEncrypted, cipherContext))
    await tx
      .insert(feedSignedHeads)
      .values({ marketId, businessDate: today, sequence: signed.sequence, statement: signed })
    await appendAudit(ctx, tx, {
      action: 'feed.sign_head',
      subjectKind: 'feed',
      subjectId: marketId,
      summary: `为 ${today} 的链头签名，到第 ${signed.sequence} 条`,
    })
    return signed
  })

/** The same, doing nothing when the day is signed already. For the daily job. */
export const signFeedHeadOnce = async (ctx: Ctx): Promise<void> => {
  const signed = await withTransaction(ctx, (tx) => hasHead(tx, marketOf(ctx), businessDate(ctx.now)))
  if (!signed) await signFeedHead(ctx)
}

export const listSignedHeads = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const rows = await tx
      .select()
      .from(feedSignedHeads)
      .where(eq(feedSignedHeads.marketId, marketOf(ctx)))
      .orderBy(asc(feedSignedHeads.businessDate))
    return { items: rows.map((row) => row.statement) }
  })

/** Throws market.not_found. */
export const listFeedKeys = async (ctx: Ctx, marketCode: string) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = await findMarketByCode(tx, marketCode)
    if (market === undefined) throw new AppError('market.not_found')
    const rows = await tx
      .select()
      .from(feedKeys)
      .where(eq(feedKeys.marketId, market.marketId))
      .orderBy(asc(feedKeys.createdAt))
    return {
      marketId: market.marketId,
      items: rows.map((row) => ({
        keyId: row.keyId,
        algorithm: row.algorithm,
        publicKey: row.publicKey,
        createdAt: row.createdAt.toISOString(),
        retiredAt: row.retiredAt?.toISOString() ?? null,
      })),
    }
  })

const hasHead = async (tx: Tx, marketId: string, date: string): Promise<boolean> => {
  const [row] = await tx
    .select({ sequence: feedSignedHeads.sequence })
    .from(feedSignedHeads)
    .where(and(eq(feedSignedHeads.marketId, marketId), eq(feedSignedHeads.businessDate, date)))
  return row !== undefined
}

/** The key in use; a market gets its first when it first signs. */
const currentKey = async (ctx: Ctx, tx: Tx): Promise<{ keyId: string; privateKeyEncrypted: string }> => {
  const [known] = await tx
    .select()
    .from(feedKeys)
    .where(and(eq(feedKeys.marketId, marketOf(ctx)), isNull(feedKeys.retiredAt)))
    .orderBy(desc(feedKeys.createdAt))
    .limit(1)
  if (known !== undefined) return known
  const { publicKey, privateKey } = newSigningKey()
  const made = {
    marketId: marketOf(ctx),
    keyId: newId(ctx, 'feedKey'),
    publicKey,
    privateKeyEncrypted: ctx.deps.cipher.encrypt(privateKey, cipherContext),
    createdAt: ctx.now,
  }
  await tx.insert(feedKeys).values(made)
  return made
}

const figuresUpTo = async (tx: Tx, marketId: string, sequence: number) => {
  const rows = await rowsOf<{ type: string; events: number; amount: number; sales: number }>(
    tx,
    sql`select type, count(*)::int as events,
      coalesce(sum((payload ->> 'amountFen')::bigint) filter (where type = 'sales.recorded'), 0)::float8 as amount,
      coalesce(sum((payload ->> 'saleCount')::bigint) filter (where type = 'sales.recorded'), 0)::float8 as sales
    from feed_events where market_id = ${marketId} and sequence <= ${sequence} group by type`,
  )
  return {
    eventCounts: Object.fromEntries(rows.map((row) => [row.type, row.events])),
    salesAmountFen: rows.reduce((sum, row) => sum + row.amount, 0),
    saleCount: rows.reduce((sum, row) => sum + row.sales, 0),
  }
}
