/**
 * What this market does, as EPCIS 2.0 events with CBV 2.0 steps and dispositions, written with the deed itself. Lots of
 * a stall have no GTIN and none is invented: a batch is a URN of the market that holds its trace code.
 */
import type { holdReasons, transformationKinds } from '@smart-market/shared/contracts/sourcing.ts'
import { and, eq, gte, isNull, lt, or, type SQL } from 'drizzle-orm'
import { businessDateStart, addDays } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../../context.ts'
import { batches } from '../../../db/schema/sourcing.ts'
import { batchReturns, saleBatches } from '../../../db/schema/tracing.ts'
import type { BatchRow, QuickTestRow } from '../batch-store.ts'
import { eventIdOf } from './event-hash.ts'
import { type EpcisEvent, standardContext, toEventRow } from './event-row.ts'
import { insertEvents } from './event-store.ts'

const urn = (marketId: string, kind: string, id: string): string => `urn:smart-market:${marketId}:${kind}:${id}`
const classOf = (batch: Pick<BatchRow, 'marketId' | 'traceCode'>): string =>
  urn(batch.marketId, 'batch', batch.traceCode)
/** Kilograms by the UN/CEFACT code; pieces have no unit in EPCIS. */
const element = (batch: Pick<BatchRow, 'marketId' | 'traceCode' | 'unit'>, quantity: number) =>
  batch.unit === 'gram'
    ? { epcClass: classOf(batch), quantity: quantity / 1000, uom: 'KGM' }
    : { epcClass: classOf(batch), quantity }

const dated = (event: EpcisEvent, at: Date): EpcisEvent => ({
  ...event,
  eventTime: at.toISOString(),
  eventTimeZoneOffset: '+08:00',
})
const write = async (
  ctx: Ctx,
  tx: Tx,
  events: readonly { deed: string; at: Date; event: EpcisEvent }[],
): Promise<number> => {
  const marketId = marketOf(ctx)
  return insertEvents(
    tx,
    events.map(({ deed, at, event }) => {
      const whole = { ...dated(event, at), eventID: eventIdOf(dated(event, at)) }
      return toEventRow(whole, { marketId, captureId: null, recordTime: ctx.now, context: standardContext, deed })
    }),
  )
}
const place = (batch: Pick<BatchRow, 'marketId' | 'stallId'>) => ({
  bizLocation: { id: urn(batch.marketId, 'stall', batch.stallId) },
})

const intakeEvent = (batch: BatchRow): EpcisEvent => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep: 'receiving',
  disposition: 'in_progress',
  quantityList: [element(batch, batch.quantity)],
  readPoint: { id: urn(batch.marketId, 'place', 'gate') },
  ...place(batch),
  ...(batch.intakeId === null
    ? {}
    : { bizTransactionList: [{ type: 'recadv', bizTransaction: urn(batch.marketId, 'intake', batch.intakeId) }] }),
})
export const recordIntakeEvents = async (ctx: Ctx, tx: Tx, rows: readonly BatchRow[]): Promise<void> => {
  await write(
    ctx,
    tx,
    rows.map((batch) => ({ deed: `intake:${batch.batchId}`, at: batch.enteredAt, event: intakeEvent(batch) })),
  )
}
/** The intake as it should have been told; answers the event's id. */
export const recordIntakeCorrection = async (ctx: Ctx, tx: Tx, batch: BatchRow): Promise<string> => {
  const deed = `intake:${batch.batchId}:corrected:${ctx.now.toISOString()}`
  await write(ctx, tx, [{ deed, at: batch.enteredAt, event: intakeEvent(batch) }])
  return eventIdOf(dated(intakeEvent(batch), batch.enteredAt))
}

const conformity = { negative: 'conformant', positive: 'non_conformant', invalid: 'unknown' } as const
export const recordTestEvents = async (ctx: Ctx, tx: Tx, batch: BatchRow, test: QuickTestRow): Promise<void> => {
  await write(ctx, tx, [
    {
      deed: `test:${test.quickTestId}`,
      at: test.testedAt,
      event: {
        type: 'ObjectEvent',
        action: 'OBSERVE',
        bizStep: 'inspecting',
        disposition: conformity[test.result],
        quantityList: [{ epcClass: classOf(batch) }],
        ...place(batch),
        bizTransactionList: [{ type: 'testres', bizTransaction: urn(batch.marketId, 'test', test.quickTestId) }],
      },
    },
  ])
}

export const recordHoldEvents = async (
  ctx: Ctx,
  tx: Tx,
  rows: readonly BatchRow[],
  reason: (typeof holdReasons)[number],
): Promise<void> => {
  await write(
    ctx,
    tx,
    rows.map((batch) => ({
      deed: `hold:${batch.batchId}:${ctx.now.toISOString()}:${reason}`,
      at: ctx.now,
      event: {
        type: 'ObjectEvent',
        action: 'OBSERVE',
        bizStep: 'holding',
        disposition: reason === 'recall' ? 'recalled' : 'non_sellable_other',
        quantityList: [element(batch, batch.remaining)],
        ...place(batch),
      },
    })),
  )
}

export const recordDisposalEvent = async (
  ctx: Ctx,
  tx: Tx,
  batch: BatchRow,
  disposalId: string,
  quantity: number,
): Promise<void> => {
  await write(ctx, tx, [
    {
      deed: `disposal:${disposalId}`,
      at: ctx.now,
      event: {
        type: 'ObjectEvent',
        action: quantity === batch.remaining ? 'DELETE' : 'OBSERVE',
        bizStep: 'destroying',
        disposition: 'destroyed',
        quantityList: [element(batch, quantity)],
        ...place(batch),
      },
    },
  ])
}

export const recordTransformationEvent = async (
  ctx: Ctx,
  tx: Tx,
  done: {
    transformationId: string
    kind: (typeof transformationKinds)[number]
    sources: readonly BatchRow[]
    takes: readonly { batchId: string; quantity: number }[]
    made: readonly BatchRow[]
  },
): Promise<void> => {
  await write(ctx, tx, [
    {
      deed: `transformation:${done.transformationId}`,
      at: ctx.now,
      event: {
        type: 'TransformationEvent',
        transformationID: urn(marketOf(ctx), 'transformation', done.transformationId),
        bizStep: done.kind === 'butcher' ? 'disassembling' : 'repackaging',
        disposition: 'in_progress',
        inputQuantityList: done.sources.map((batch) =>
          element(batch, done.takes.find((take) => take.batchId === batch.batchId)?.quantity ?? 0),
        ),
        outputQuantityList: done.made.map((batch) => element(batch, batch.quantity)),
      },
    },
  ])
}

/** Groups what is ordered by sale. */
const bySale = <L extends { readonly saleId: string }>(links: readonly L[]): Map<string, L[]> => {
  const groups = new Map<string, L[]>()
  for (const link of links) groups.set(link.saleId, [...(groups.get(link.saleId) ?? []), link])
  return groups
}

const page = 1000
/**
 * Sales of a business date as TransactionEvents, one a sale, and one that takes a sale of an earlier day back when its
 * goods are in their batch again. Written by a job after the day: at 40,000 sales a day they would slow each sale for
 * readers who come once a night. Safe to repeat. Answers how many were new.
 */
export const exportSaleEvents = async (ctx: Ctx, date: string): Promise<number> => {
  const marketId = marketOf(ctx)
  const [from, to] = [businessDateStart(date), businessDateStart(addDays(date, 1))]
  const readLinks = (which: SQL | undefined) =>
    withTransaction(ctx, (tx) =>
      tx
        .select({
          saleId: saleBatches.saleId,
          soldAt: saleBatches.soldAt,
          quantity: saleBatches.quantity,
          excess: saleBatches.excess,
          stallId: saleBatches.stallId,
          traceCode: batches.traceCode,
          unit: batches.unit,
          returnedAt: batchReturns.returnedAt,
        })
        .from(saleBatches)
        .leftJoin(
          batchReturns,
          and(
            eq(batchReturns.marketId, saleBatches.marketId),
            eq(batchReturns.batchId, saleBatches.batchId),
            eq(batchReturns.saleId, saleBatches.saleId),
            eq(batchReturns.lineNo, saleBatches.lineNo),
          ),
        )
        .innerJoin(batches, and(eq(batches.marketId, saleBatches.marketId), eq(batches.batchId, saleBatches.batchId)))
        .where(and(eq(saleBatches.marketId, marketId), which))
        .orderBy(saleBatches.saleId, saleBatches.lineNo),
    )
  const sold = await readLinks(
    and(
      gte(saleBatches.soldAt, from),
      lt(saleBatches.soldAt, to),
      // Told as sold when it came back only on another day: that day's file takes it back.
      or(isNull(batchReturns.returnedAt), gte(batchReturns.returnedAt, to)),
    ),
  )
  const takenBack = await readLinks(
    and(gte(batchReturns.returnedAt, from), lt(batchReturns.returnedAt, to), lt(saleBatches.soldAt, from)),
  )
  const eventsOf = (
    links: typeof sold,
    deed: string,
    at: (link: (typeof sold)[number]) => Date,
    about: { readonly action: 'ADD' | 'DELETE'; readonly bizStep: string; readonly disposition: string },
  ) =>
    [...bySale(links)].flatMap(([saleId, lines]) => {
      const [first] = lines
      if (first === undefined) return []
      const event = {
        type: 'TransactionEvent',
        bizTransactionList: [{ bizTransaction: urn(marketId, 'sale', saleId) }],
        quantityList: lines.map((line) => element({ ...line, marketId }, line.quantity + line.excess)),
        ...about,
        ...place({ marketId, stallId: first.stallId }),
      }
      return [{ deed: `${deed}:${saleId}`, at: at(first), event }]
    })
  const events = [
    ...eventsOf(sold, 'sale', ({ soldAt }) => soldAt, {
      action: 'ADD',
      bizStep: 'retail_selling',
      disposition: 'retail_sold',
    }),
    ...eventsOf(takenBack, 'sale-back', ({ returnedAt }) => returnedAt ?? to, {
      action: 'DELETE',
      bizStep: 'returning',
      disposition: 'returned',
    }),
  ]
  let written = 0
  for (let i = 0; i < events.length; i += page)
    written += await withTransaction(ctx, (tx) => write(ctx, tx, events.slice(i, i + page)))
  return written
}
