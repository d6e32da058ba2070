/** Signed heads: what the market stands by, day by day. */
import { and, asc, desc, eq, lte, sql } from 'drizzle-orm'
import { businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { feedSignedHeads } from '../../db/schema/feed.ts'
import { AppError } from '../../errors.ts'
import { genesisHash } from '../../feed/chain.ts'
import { addFigures, type FigureRow, figuresSql, noFigures } from '../../feed/figures.ts'
import { type SignedHead, signStatement } from '../../feed/statements.ts'
import { signingKeys } from './keys.ts'
import * as store from './store.ts'

/** Signs where the feed stands now. Throws feed.already_signed when the business day has its head. */
export const signFeedHead = async (ctx: Ctx): Promise<SignedHead> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    if (await hasHead(tx, marketId, today)) throw new AppError('feed.already_signed', { businessDate: today })
    const [key] = await signingKeys(ctx, tx, 'Ed25519')
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
    const signed = signStatement(statement, key.secret)
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

const hasHead = async (tx: Tx, marketId: string, date: string): Promise<boolean> => {
  const [row] = await tx
    .select({ sequence: feedSignedHeads.sequence })
    .from(feedSignedHeads)
    .where(and(eq(feedSignedHeads.marketId, marketId), eq(feedSignedHeads.businessDate, date)))
  return row !== undefined
}

/** Counts and sums from the newest signed head on: a head must not cost more as the feed grows longer. */
const figuresUpTo = async (tx: Tx, marketId: string, sequence: number) => {
  const [last] = await tx
    .select({ statement: feedSignedHeads.statement })
    .from(feedSignedHeads)
    .where(and(eq(feedSignedHeads.marketId, marketId), lte(feedSignedHeads.sequence, sequence)))
    .orderBy(desc(feedSignedHeads.sequence))
    .limit(1)
  const rows = await rowsOf<FigureRow>(
    tx,
    sql`${figuresSql('feed_events')} where market_id = ${marketId} and sequence > ${last?.statement.sequence ?? 0}::bigint
      and sequence <= ${sequence}::bigint group by type`,
  )
  return addFigures(last?.statement ?? noFigures, rows)
}
