/** 服务评价: one for each completed order or slip, a reply, and an average once there are enough. */
import { and, desc, eq, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { ratings } from '../../db/schema/complaints.ts'
import { insideMarket, merchantsNamed, stallsNamed } from '../markets/index.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { patternOf } from '../../lib/like-pattern.ts'
import { requireStall } from './place.ts'
import { requirePurchase } from './purchase.ts'
import { stallPlaces } from './report.ts'
import { ruleValueOn } from './rules.ts'
import { ofPurchaseLike } from './search.ts'
import { ownRules } from './settings.ts'

type RatingRow = typeof ratings.$inferSelect
const viewOf = (row: RatingRow, stallCode: string) => ({
  ratingId: row.ratingId,
  stallCode,
  stars: row.stars,
  comment: row.comment,
  basis: row.saleId === null ? ('order' as const) : ('slip' as const),
  reply: row.reply,
  ratedOn: businessDate(row.ratedAt),
})
const codeOf = async (tx: Tx, row: RatingRow): Promise<string> =>
  (await stallPlaces(tx, row.marketId, [row.stallId])).get(row.stallId)?.code ?? ''

/** Throws market.not_found, sale.not_found, stall_order.not_found, rating.not_allowed, rating.exists. */
export const submitRating = async (
  ctx: Ctx,
  marketCode: string,
  input: {
    stars: number
    comment: string | null
    saleId?: string | null | undefined
    stallOrderId?: string | null | undefined
  },
) => {
  const { ctx: inside } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, async (tx) => {
    const purchase = await requirePurchase(inside, tx, input)
    const today = businessDate(ctx.now)
    const days = ruleValueOn(await ownRules(tx, marketOf(inside)), 'rating.within_days', today)
    // An order makes a sale of its own; a merchant's own entry and a return are nobody's purchase.
    const isPurchase =
      purchase?.kind === 'order'
        ? purchase.state === 'completed'
        : purchase !== null &&
          purchase.channel !== 'online' &&
          purchase.channel !== 'declared' &&
          purchase.amountFen > 0
    if (purchase === null || !isPurchase || addDays(businessDate(purchase.at), days) < today)
      throw new AppError('rating.not_allowed', { days })
    const [row] = await tx
      .insert(ratings)
      .values({
        marketId: marketOf(inside),
        ratingId: newId(ctx, 'rating'),
        stallId: purchase.stallId,
        merchantId: purchase.merchantId,
        saleId: purchase.kind === 'sale' ? purchase.id : null,
        stallOrderId: purchase.kind === 'order' ? purchase.id : null,
        stars: input.stars,
        comment: input.comment,
        ratedAt: ctx.now,
      })
      .onConflictDoNothing()
      .returning()
    if (row === undefined) throw new AppError('rating.exists')
    await appendAudit(inside, tx, {
      action: 'rating.submit',
      subjectKind: 'rating',
      subjectId: row.ratingId,
      summary: `评价 ${row.stars} 星`,
    })
    await appendEvent(inside, tx, 'rating.submitted', {
      ratingId: row.ratingId,
      stallId: row.stallId,
      stars: row.stars,
    })
    return viewOf(row, await codeOf(tx, row))
  })
}

/** True for every rating when there is no pattern. */
const saidIn = (pattern: string | undefined): SQL | undefined =>
  pattern === undefined ? sql`true` : or(ilike(ratings.comment, pattern), ilike(ratings.reply, pattern))

/** The average is that of all, whatever is searched for. Throws market.not_found, stall.not_found. */
export const getStallRatings = async (
  ctx: Ctx,
  marketCode: string,
  stallCode: string,
  query: { q?: string | undefined; page: number; pageSize: number },
) => {
  const { ctx: inside } = await insideMarket(ctx, marketCode)
  return withTransaction(inside, async (tx) => {
    const marketId = marketOf(inside)
    const stall = await requireStall(tx, marketId, stallCode)
    const ofStall = and(eq(ratings.marketId, marketId), eq(ratings.stallId, stall.stallId))
    const said = saidIn(patternOf(query.q))
    const rows = await tx
      .select()
      .from(ratings)
      .where(and(ofStall, said))
      .orderBy(desc(ratings.ratedAt), desc(ratings.ratingId))
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
    const [sums] = await tx
      .select({
        all: sql<number>`count(*)::int`,
        total: sql<number>`(count(*) filter (where ${said}))::int`,
        stars: sql<number>`coalesce(sum(${ratings.stars}), 0)::int`,
      })
      .from(ratings)
      .where(ofStall)
    const { all, total, stars } = sums ?? { all: 0, total: 0, stars: 0 }
    const fewest = ruleValueOn(await ownRules(tx, marketId), 'rating.fewest', businessDate(ctx.now))
    return {
      items: rows.map((row) => viewOf(row, stall.code)),
      total,
      page: query.page,
      pageSize: query.pageSize,
      average: all < fewest ? null : Math.round((stars / all) * 10) / 10,
      fewest,
    }
  })
}

/** Newest first; a merchant's own by row-level security. Throws stall.not_found. */
export const listRatings = async (
  ctx: Ctx,
  query: {
    q?: string | undefined
    stallCode?: string | undefined
    unanswered?: boolean | undefined
    page: number
    pageSize: number
  },
) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const stall = query.stallCode === undefined ? null : await requireStall(tx, marketId, query.stallCode)
    const pattern = patternOf(query.q)
    const where = and(
      eq(ratings.marketId, marketId),
      pattern === undefined
        ? undefined
        : or(
            saidIn(pattern),
            inArray(ratings.stallId, stallsNamed(tx, marketId, pattern)),
            inArray(ratings.merchantId, merchantsNamed(tx, marketId, pattern)),
            ofPurchaseLike(marketId, ratings, pattern),
          ),
      stall === null ? undefined : eq(ratings.stallId, stall.stallId),
      query.unanswered === true ? isNull(ratings.reply) : undefined,
    )
    const rows = await tx
      .select()
      .from(ratings)
      .where(where)
      .orderBy(desc(ratings.ratedAt), desc(ratings.ratingId))
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
    const [count] = await tx
      .select({ total: sql<number>`count(*)::int` })
      .from(ratings)
      .where(where)
    const places = await stallPlaces(
      tx,
      marketId,
      rows.map((row) => row.stallId),
    )
    return {
      items: rows.map((row) => viewOf(row, places.get(row.stallId)?.code ?? '')),
      total: count?.total ?? 0,
      page: query.page,
      pageSize: query.pageSize,
    }
  })

/** Once; a merchant answers for its own stalls only. Throws rating.not_found, rating.replied. */
export const replyToRating = async (ctx: Ctx, ratingId: string, input: { reply: string }) =>
  withTransaction(ctx, async (tx) => {
    const where = and(eq(ratings.marketId, marketOf(ctx)), eq(ratings.ratingId, ratingId))
    const [row] = await tx.select().from(ratings).where(where).for('update')
    if (row === undefined) throw new AppError('rating.not_found')
    if (row.reply !== null) throw new AppError('rating.replied')
    const set = { reply: input.reply, repliedAt: ctx.now }
    await tx.update(ratings).set(set).where(where)
    await appendAudit(ctx, tx, {
      action: 'rating.reply',
      subjectKind: 'rating',
      subjectId: ratingId,
      summary: '回复评价',
    })
    await appendEvent(ctx, tx, 'rating.replied', { ratingId, stallId: row.stallId })
    return viewOf({ ...row, ...set }, await codeOf(tx, row))
  })
