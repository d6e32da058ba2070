/**
 * Proves a stretch of feed from the public keys alone: no gap, no double, no altered byte, and every signed head agrees
 * with the events below it. Pure; the command line and receiving platforms run the same code.
 */
import { chainHash, genesisHash } from './chain.ts'
import { isGenuine, type SignedHead } from './statements.ts'

export interface StretchEvent {
  readonly sequence: number
  readonly eventId: string
  readonly type: string
  readonly version: number
  readonly occurredAt: string
  readonly payload: unknown
  readonly previousHash: string
  readonly hash: string
}

export interface Stretch {
  readonly marketId: string
  readonly events: readonly StretchEvent[]
  readonly heads: readonly SignedHead[]
  /** Public keys as PEM by key id. */
  readonly keys: Readonly<Record<string, string>>
  /** Hash before the first event when the stretch does not begin at 1: what the verifier already holds. */
  readonly knownHash?: string | undefined
}

export type Proof =
  | {
      readonly ok: true
      readonly from: number
      readonly to: number
      readonly head: string
      readonly headsChecked: number
    }
  | { readonly ok: false; readonly sequence: number; readonly problem: Problem; readonly message: string }

export type Problem =
  | 'gap'
  | 'double'
  | 'fork'
  | 'altered'
  | 'head_disagrees'
  | 'figures_disagree'
  | 'bad_signature'
  | 'unknown_key'
  | 'foreign_market'

const refuse = (sequence: number, problem: Problem, message: string): Proof => ({
  ok: false,
  sequence,
  problem,
  message,
})

export const verifyStretch = ({ marketId, events, heads, keys, knownHash }: Stretch): Proof => {
  const first = events[0]?.sequence ?? 1
  let previous = first === 1 ? genesisHash : (knownHash ?? events[0]?.previousHash ?? genesisHash)
  let expected = first
  const hashAt = new Map<number, string>([[first - 1, previous]])
  const totals = new Totals(first === 1)
  const totalsAt = new Map<number, ReturnType<Totals['read']>>([[first - 1, totals.read()]])
  const headSequences = new Set(heads.map((head) => head.sequence))
  for (const event of events) {
    if (event.sequence < expected) return refuse(event.sequence, 'double', `第 ${event.sequence} 条出现了两次`)
    if (event.sequence > expected)
      return refuse(expected, 'gap', `缺第 ${expected} 条，后面直接是第 ${event.sequence} 条`)
    if (event.previousHash !== previous)
      return refuse(event.sequence, 'fork', `第 ${event.sequence} 条接不上它前面的一条`)
    const { previousHash: _previous, hash, ...body } = event
    if (chainHash(previous, { marketId, ...body }) !== hash)
      return refuse(event.sequence, 'altered', `第 ${event.sequence} 条的内容和它的哈希不符，被改动过`)
    previous = hash
    expected += 1
    hashAt.set(event.sequence, hash)
    totals.add(event)
    if (headSequences.has(event.sequence)) totalsAt.set(event.sequence, totals.read())
  }
  for (const head of heads) {
    const problem = verifyHead(head, marketId, keys, hashAt, totalsAt)
    if (problem !== undefined) return problem
  }
  return { ok: true, from: first, to: expected - 1, head: previous, headsChecked: heads.length }
}

const verifyHead = (
  head: SignedHead,
  marketId: string,
  keys: Readonly<Record<string, string>>,
  hashAt: ReadonlyMap<number, string>,
  totalsAt: ReadonlyMap<number, ReturnType<Totals['read']>>,
): Proof | undefined => {
  if (head.marketId !== marketId)
    return refuse(head.sequence, 'foreign_market', `${head.businessDate} 的签名属于别的市场`)
  const key = keys[head.keyId]
  if (key === undefined)
    return refuse(head.sequence, 'unknown_key', `${head.businessDate} 的签名用了不认识的密钥 ${head.keyId}`)
  if (!isGenuine(head, key)) return refuse(head.sequence, 'bad_signature', `${head.businessDate} 的签名不对`)
  const hash = hashAt.get(head.sequence)
  // A head outside the stretch proves nothing about it and contradicts nothing.
  if (hash === undefined) return undefined
  if (hash !== head.hash)
    return refuse(
      head.sequence,
      'head_disagrees',
      `${head.businessDate} 签过的第 ${head.sequence} 条和现在的不一样，历史被改写过`,
    )
  const totals = totalsAt.get(head.sequence)
  if (totals?.complete === true && !totals.agreesWith(head)) {
    return refuse(head.sequence, 'figures_disagree', `${head.businessDate} 签名里的条数或金额和事件合计不符`)
  }
  return undefined
}

/** Running figures of a feed; they speak only when the stretch begins with the first event. */
class Totals {
  readonly #counts = new Map<string, number>()
  #amountFen = 0
  #sales = 0
  readonly #complete: boolean
  constructor(complete: boolean) {
    this.#complete = complete
  }
  add(event: Pick<StretchEvent, 'type' | 'payload'>): void {
    this.#counts.set(event.type, (this.#counts.get(event.type) ?? 0) + 1)
    if (event.type !== 'sales.recorded') return
    const { amountFen, saleCount } = event.payload as { amountFen: number; saleCount: number }
    this.#amountFen += amountFen
    this.#sales += saleCount
  }
  read() {
    const counts = Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    const [amountFen, sales] = [this.#amountFen, this.#sales]
    return {
      complete: this.#complete,
      eventCounts: counts,
      salesAmountFen: amountFen,
      saleCount: sales,
      agreesWith: (head: SignedHead): boolean =>
        head.salesAmountFen === amountFen &&
        head.saleCount === sales &&
        JSON.stringify(sorted(head.eventCounts)) === JSON.stringify(counts),
    }
  }
}
const sorted = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
