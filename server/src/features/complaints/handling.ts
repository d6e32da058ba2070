/** What happens to a complaint after it came in: answers, acceptance, mediation, hand-over, end; and the complainant's own word. */
import type { Complaint, NewComplaint } from '@smart-market/shared/contracts/complaints.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { insideMarket, getMarketRow, type InsideMarket, type MarketFace } from '../markets/index.ts'
import * as clockStore from './clock-store.ts'
import { clockView } from './clocks.ts'
import {
  allowedActions,
  type ComplainantAction,
  type ComplaintAction,
  complaintTransitions,
  readCaseCode,
} from './domain.ts'
import { receiveComplaint } from './intake.ts'
import { applyMove, partyOf } from './moving.ts'
import { codeHashOf, maskedContact } from './people.ts'
import * as photoStore from './photo-store.ts'
import { type StallPlace, stallPlaces } from './report.ts'
import * as store from './store.ts'

const found = (row: store.ComplaintRow | undefined): store.ComplaintRow => {
  if (row === undefined) throw new AppError('complaint.not_found')
  return row
}

const summaryOf = (
  row: store.ComplaintRow,
  places: ReadonlyMap<string, StallPlace>,
  nextDueOn: string | null,
  today: string,
) => ({
  complaintId: row.complaintId,
  channel: row.channel,
  category: row.category,
  state: row.state,
  step: row.step,
  stallCode: places.get(row.stallId ?? '')?.code ?? null,
  merchantId: row.merchantId,
  receivedAt: row.receivedAt.toISOString(),
  nextDueOn,
  overdue: nextDueOn !== null && nextDueOn < today,
  escalation: row.escalation,
  limitFlags: row.limitFlags,
})

export const listComplaints = async (ctx: Ctx, query: store.ComplaintQuery) => {
  const today = businessDate(ctx.now)
  return withTransaction(ctx, async (tx) => {
    const market = await getMarketRow(tx, marketOf(ctx))
    const { items, total } = await store.listComplaintPage(tx, market, query, today)
    const places = await stallPlaces(
      tx,
      marketOf(ctx),
      items.map((item) => item.row.stallId),
    )
    return {
      items: items.map(({ row, nextDueOn }) => summaryOf(row, places, nextDueOn, today)),
      total,
      page: query.page,
      pageSize: query.pageSize,
    }
  })
}

const detailOf = async (ctx: Ctx, tx: Tx, row: store.ComplaintRow): Promise<Complaint> => {
  const today = businessDate(ctx.now)
  const clocks = await clockStore.listClocks(tx, row.marketId, [row.complaintId])
  const running = clocks.filter((clock) => clock.doneAt === null && clock.pausedOn === null)
  const moves = await store.listMoves(tx, row.marketId, row.complaintId)
  const photos = await photoStore.listPhotos(tx, row.marketId, row.complaintId)
  const isDesk = partyOf(ctx) === 'operator'
  return {
    ...summaryOf(row, await stallPlaces(tx, row.marketId, [row.stallId]), running[0]?.dueOn ?? null, today),
    description: row.description,
    wants: row.wants,
    saleId: row.saleId,
    stallOrderId: row.stallOrderId,
    reweighId: row.reweighId,
    outcome: row.outcome,
    contact: isDesk ? maskedContact(ctx, row) : null,
    photos: photos.map(({ photoId, mediaType, sha256 }) => ({ photoId, mediaType, sha256 })),
    clocks: clocks.map((clock) => clockView(clock, today)),
    moves: moves.map((move) => ({
      at: move.at.toISOString(),
      action: move.action,
      by: move.by,
      byName: move.byName,
      from: move.from,
      to: move.to,
      note: move.note,
    })),
    allowed: allowedActions(complaintTransitions, row.state, partyOf(ctx)).filter(
      (action): action is ComplaintAction => action !== 'agree' && action !== 'withdraw' && action !== 'add',
    ),
  }
}

/** Throws complaint.not_found; another merchant's complaint is not found either. */
export const getComplaint = async (ctx: Ctx, complaintId: string): Promise<Complaint> =>
  withTransaction(ctx, async (tx) =>
    detailOf(ctx, tx, found(await store.findComplaint(tx, marketOf(ctx), complaintId))),
  )

/** For somebody at the service desk. Throws stall.not_found, sale.not_found, stall_order.not_found, case_photo.not_found. */
export const createComplaint = async (
  ctx: Ctx,
  input: Omit<NewComplaint, 'channel'>,
): Promise<Complaint & { code: string }> => {
  const { code: marketCode } = await withTransaction(ctx, (tx) => getMarketRow(tx, marketOf(ctx)))
  const { complaintId, code } = await receiveComplaint(ctx, marketCode, { ...input, channel: 'desk' })
  return { ...(await getComplaint(ctx, complaintId)), code }
}

/** Throws complaint.not_found, complaint.state, complaint.clock, complaint.handed_over. */
export const moveComplaint = async (
  ctx: Ctx,
  complaintId: string,
  input: { action: ComplaintAction; note: string; upheld: boolean },
): Promise<Complaint> =>
  withTransaction(ctx, async (tx) => {
    const row = found(await store.lockComplaint(tx, marketOf(ctx), complaintId))
    return detailOf(ctx, tx, await applyMove(ctx, tx, row, partyOf(ctx), input))
  })

/** Throws complaint.not_found for anything that opens nothing: a wrong code tells nothing. */
const openByCode = async (ctx: Ctx, code: string): Promise<InsideMarket & { codeHash: string }> => {
  const read = readCaseCode(code)
  if (read === undefined) throw new AppError('complaint.not_found')
  try {
    return { ...(await insideMarket(ctx, read.marketCode)), codeHash: codeHashOf(read.code) }
  } catch (error) {
    if (error instanceof AppError && error.code === 'market.not_found') throw new AppError('complaint.not_found')
    throw error
  }
}

const lookupOf = async (ctx: Ctx, tx: Tx, row: store.ComplaintRow, market: MarketFace) => {
  // The complainant reads as the operator would, less who at the desk did it.
  const { moves, clocks, photos, stallCode, state, step, outcome } = await detailOf(ctx, tx, row)
  return {
    marketName: market.name,
    category: row.category,
    state,
    step,
    stallCode,
    receivedAt: row.receivedAt.toISOString(),
    outcome,
    clocks,
    moves,
    photoCount: photos.length,
    asOf: ctx.now.toISOString(),
  }
}

/** Throws complaint.not_found. */
export const lookUpComplaint = async (ctx: Ctx, code: string) => {
  const { ctx: inside, market, codeHash } = await openByCode(ctx, code)
  return withTransaction(inside, async (tx) =>
    lookupOf(inside, tx, found(await store.findComplaintByCode(tx, market.marketId, codeHash)), market),
  )
}

/** Throws complaint.not_found, complaint.state. */
export const answerAsComplainant = async (
  ctx: Ctx,
  code: string,
  input: { action: ComplainantAction; note: string | null },
) => {
  const { ctx: inside, market, codeHash } = await openByCode(ctx, code)
  return withTransaction(inside, async (tx) => {
    const { complaintId } = found(await store.findComplaintByCode(tx, market.marketId, codeHash))
    const row = found(await store.lockComplaint(tx, market.marketId, complaintId))
    return lookupOf(inside, tx, await applyMove(inside, tx, row, 'complainant', input), market)
  })
}
