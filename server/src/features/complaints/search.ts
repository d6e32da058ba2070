/**
 * What the lists of cases, ratings and re-weighings are searched by, besides stall and merchant: the purchase that a row
 * points to and the code of a case. Each is a condition beside the market's own in a list's `where`; never a contact.
 */
import { type Column, type SQL, sql } from 'drizzle-orm'
import { codeHashOf } from './people.ts'

/** Merchants by a stall that they hold or held. */
export const holdsStallLike = (marketId: string, merchantId: Column, pattern: string): SQL =>
  sql`${merchantId} in (select h.merchant_id from tenancies h
    join stalls t on t.market_id = h.market_id and t.stall_id = h.stall_id
    where h.market_id = ${marketId} and t.code ilike ${pattern})`

/** Fewer signs are the end of too many numbers. */
const fewestSigns = 4

/** By the end of the order's number, the slip's number or the slip's id. Undefined for what is too short to be one. */
export const ofPurchaseLike = (
  marketId: string,
  { saleId, stallOrderId }: { readonly saleId: Column; readonly stallOrderId: Column },
  pattern: string,
): SQL | undefined => {
  // One sign is the leading % and one the last.
  if (pattern.length < fewestSigns + 2) return undefined
  const end = pattern.slice(0, -1)
  return sql`(${saleId} ilike ${end}
    or exists (select 1 from stall_orders o where o.market_id = ${marketId}
      and o.stall_order_id = ${stallOrderId} and o.number ilike ${end})
    or exists (select 1 from sales s where s.market_id = ${marketId} and s.sale_id = ${saleId} and s.source_key ilike ${end}))`
}

/** Of the whole code only, with or without the market's own before it: nothing else of a code is kept. */
export const codeIs = (codeHash: Column, marketCode: string, q: string): SQL => {
  const typed = q.trim().toUpperCase()
  const hashes = [typed, `${marketCode.toUpperCase()}-${typed}`].map(codeHashOf)
  return sql`(${codeHash} = ${hashes[0]} or ${codeHash} = ${hashes[1]})`
}
