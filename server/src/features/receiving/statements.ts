/** The market's statements that travel with its events: new keys, and daily heads with counts and sums. */
import { and, asc, desc, eq, lte, sql } from 'drizzle-orm'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { receivedHeads } from '../../db/schema/receiving.ts'
import { addFigures, type FigureRow, type Figures, figuresSql, noFigures, sameFigures } from '../../feed/figures.ts'
import { isGenuine, type SignedHead, type SignedKey } from '../../feed/statements.ts'
import type { Fault } from './accepting.ts'
import * as store from './store.ts'

interface Vouched {
  readonly byId: ReadonlyMap<string, store.KeyRow>
  /** Keys that were not known yet, oldest first. */
  readonly fresh: readonly store.KeyRow[]
}

/** The market's keys by id, with those that a known key vouches for. Pure. */
export const vouchedKeys = (
  marketId: string,
  held: readonly store.KeyRow[],
  announced: readonly SignedKey[],
): Vouched | Fault => {
  const byId = new Map(held.filter((key) => key.holder === 'market').map((key) => [key.keyId, key]))
  const fresh: store.KeyRow[] = []
  for (const one of [...announced].sort((a, b) => (a.signedAt < b.signedAt ? -1 : 1))) {
    if (byId.has(one.newKeyId)) continue
    const by = byId.get(one.keyId)
    const vouched =
      by !== undefined &&
      one.marketId === marketId &&
      (by.retiredAt === null || new Date(one.signedAt) < by.retiredAt) &&
      isGenuine(one, by.publicKey)
    if (!vouched)
      return {
        problem: 'bad_signature',
        sequence: 0,
        message: `新密钥 ${one.newKeyId} 没有旧密钥的真实作证`,
        contradiction: false,
      }
    const row: store.KeyRow = {
      marketId,
      keyId: one.newKeyId,
      holder: 'market',
      algorithm: one.algorithm,
      publicKey: one.publicKey,
      endorsement: one,
      createdAt: new Date(one.signedAt),
      retiredAt: null,
    }
    byId.set(row.keyId, row)
    byId.set(by.keyId, { ...by, retiredAt: new Date(one.previousRetiresAt) })
    fresh.push(row)
  }
  return { byId, fresh }
}

/** The market's keys by id; those that this batch brings with a known key's word are kept. */
export const takeKeys = async (ctx: Ctx, tx: Tx, announced: readonly SignedKey[]): Promise<Vouched | Fault> => {
  const marketId = marketOf(ctx)
  const vouched = vouchedKeys(marketId, await store.listKeys(tx, marketId), announced)
  if ('problem' in vouched) return vouched
  for (const key of vouched.fresh) {
    await store.insertKey(tx, key)
    if (key.endorsement !== null)
      await store.retireKey(tx, marketId, key.endorsement.keyId, new Date(key.endorsement.previousRetiresAt))
  }
  return vouched
}

/** Stores heads, and judges those whose events have all arrived. Answers the first that the events contradict. */
export const takeHeads = async (
  ctx: Ctx,
  tx: Tx,
  heads: readonly SignedHead[],
  keys: ReadonlyMap<string, store.KeyRow>,
  acknowledged: number,
): Promise<Fault | undefined> => {
  const marketId = marketOf(ctx)
  for (const head of heads) {
    const key = keys.get(head.keyId)
    if (key === undefined || head.marketId !== marketId || !isGenuine(head, key.publicKey))
      return fault('bad_signature', head, `${head.businessDate} 的签名链头不是这个市场签的`, false)
    const known = await findHead(tx, marketId, head.businessDate)
    if (known === undefined) {
      const { businessDate, sequence } = head
      await tx
        .insert(receivedHeads)
        .values({ marketId, businessDate, sequence, statement: head, verdict: 'waiting', receivedAt: ctx.now })
    } else if (known.statement.signature !== head.signature)
      return fault('head_disagrees', head, `${head.businessDate} 的链头签了两次，内容不同`, true)
  }
  return judgeWaiting(tx, marketId, acknowledged)
}

const fault = (problem: Fault['problem'], head: SignedHead, message: string, contradiction: boolean): Fault => ({
  problem,
  sequence: head.sequence,
  message,
  contradiction,
})

const findHead = async (tx: Tx, marketId: string, businessDate: string) => {
  const [row] = await tx
    .select()
    .from(receivedHeads)
    .where(and(eq(receivedHeads.marketId, marketId), eq(receivedHeads.businessDate, businessDate)))
  return row
}

const judgeWaiting = async (tx: Tx, marketId: string, acknowledged: number): Promise<Fault | undefined> => {
  const waiting = await tx
    .select()
    .from(receivedHeads)
    .where(
      and(
        eq(receivedHeads.marketId, marketId),
        eq(receivedHeads.verdict, 'waiting'),
        lte(receivedHeads.sequence, acknowledged),
      ),
    )
    .orderBy(asc(receivedHeads.sequence), asc(receivedHeads.businessDate))
  for (const { businessDate, statement } of waiting) {
    const problem = await disagreement(tx, marketId, statement)
    await tx
      .update(receivedHeads)
      .set({ verdict: problem === undefined ? 'agrees' : 'disagrees' })
      .where(and(eq(receivedHeads.marketId, marketId), eq(receivedHeads.businessDate, businessDate)))
    if (problem !== undefined) return problem
  }
  return undefined
}

const disagreement = async (tx: Tx, marketId: string, head: SignedHead): Promise<Fault | undefined> => {
  const stored = await store.hashesBetween(tx, marketId, head.sequence, head.sequence)
  if (head.sequence > 0 && stored.get(head.sequence) !== head.hash)
    return fault(
      'head_disagrees',
      head,
      `${head.businessDate} 签过的第 ${head.sequence} 条和收到的不一样，历史被改写过`,
      true,
    )
  return sameFigures(await figuresUpTo(tx, marketId, head.sequence), head)
    ? undefined
    : fault('figures_disagree', head, `${head.businessDate} 签名里的条数或金额和收到的事件合计不符`, true)
}

/** From the newest head that agrees on: checking a day must not cost more as the years go by. */
const figuresUpTo = async (tx: Tx, marketId: string, sequence: number): Promise<Figures> => {
  const [last] = await tx
    .select({ statement: receivedHeads.statement })
    .from(receivedHeads)
    .where(
      and(
        eq(receivedHeads.marketId, marketId),
        eq(receivedHeads.verdict, 'agrees'),
        lte(receivedHeads.sequence, sequence),
      ),
    )
    .orderBy(desc(receivedHeads.sequence))
    .limit(1)
  const rows = await rowsOf<FigureRow>(
    tx,
    sql`${figuresSql('received_events')} where market_id = ${marketId}
      and sequence > ${last?.statement.sequence ?? 0}::bigint and sequence <= ${sequence}::bigint group by type`,
  )
  return addFigures(last?.statement ?? noFigures, rows)
}
