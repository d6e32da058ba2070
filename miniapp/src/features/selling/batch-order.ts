/** Which of several batches is to be sold first, and which goods on sale do not say so yet. Pure. */
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import type { BatchView } from '@smart-market/shared/contracts/sourcing.ts'

/** What a listing says it sells; no trace code where it says nothing. */
export interface Linked extends Pick<Listing, 'listingId' | 'name' | 'stallCode'> {
  readonly traceCode: string | null
}
export interface Advice {
  /** To be sold before the others of its name. */
  readonly first: boolean
  /** Goods of its name that are sold online from another batch, or from none that is known. */
  readonly listing: Linked | null
}

type Batch = Pick<BatchView, 'batchId' | 'traceCode' | 'stallCode' | 'commodityName' | 'state'>

/**
 * Advice for the batches that have any, by id. `batches` as the server lists them: what expires first stands first.
 * Only what may be sold is advised.
 */
export const adviceOn = (batches: readonly Batch[], linked: readonly Linked[]): ReadonlyMap<string, Advice> => {
  const heads = new Map<string, { batch: Batch; count: number }>()
  for (const batch of batches) {
    if (batch.state !== 'on_sale') continue
    const key = `${batch.stallCode} ${batch.commodityName}`
    const head = heads.get(key)
    heads.set(key, { batch: head?.batch ?? batch, count: (head?.count ?? 0) + 1 })
  }
  const advice = new Map<string, Advice>()
  for (const { batch, count } of heads.values()) {
    const listing =
      linked.find(
        ({ stallCode, name, traceCode }) =>
          stallCode === batch.stallCode && name === batch.commodityName && traceCode !== batch.traceCode,
      ) ?? null
    if (count > 1 || listing !== null) advice.set(batch.batchId, { first: count > 1, listing })
  }
  return advice
}
