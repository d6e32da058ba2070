/** Which batches may be sold, and which first. For queries in which the table `batches` bears its own name. */
import { sql } from 'drizzle-orm'
import { batches } from '../../db/schema/sourcing.ts'

export const underHold = sql<boolean>`exists (select from sales_holds h where h.market_id = ${batches.marketId}
  and h.batch_id = ${batches.batchId} and h.released_at is null)`

/** Something is left, it was let into the market, and nothing stops its sale. */
export const mayBeSold = sql`(${batches.remaining} > 0 and ${batches.admittedAt} is not null and not ${underHold})`

/** First expired, first out; without a date, first in, first out. */
export const firstToExpire = sql`${batches.expiresOn} asc nulls last, ${batches.enteredAt} asc, ${batches.batchId} asc`
