import { and, desc, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import type { ComplaintCategory, ComplaintState, complaintSteps } from '@smart-market/shared/contracts/complaints.ts'
import type { Tx } from '../../context.ts'
import { complaints } from '../../db/schema/complaints.ts'
import { stallPlaces } from './report.ts'

/** What anyone may know of a complaint. */
export interface PublicComplaint {
  readonly complaintId: string
  readonly category: ComplaintCategory
  readonly state: ComplaintState
  readonly step: (typeof complaintSteps)[number]
  readonly stallCode: string | null
  readonly receivedAt: Date
  readonly updatedAt: Date
  readonly nextDueOn: string | null
}
export interface PublicQuery {
  readonly ids?: readonly string[]
  readonly from?: Date
  readonly until?: Date
  readonly categories?: readonly ComplaintCategory[] | undefined
  readonly status?: string | undefined
  readonly limit: number
}

export const listPublic = async (tx: Tx, marketId: string, query: PublicQuery): Promise<PublicComplaint[]> => {
  const openStates: ComplaintState[] = ['received', 'accepted', 'mediating']
  const endedStates: ComplaintState[] = ['declined', 'settled', 'closed', 'withdrawn']
  if (query.ids?.length === 0 || query.categories?.length === 0) return []
  const rows = await tx
    .select({
      complaintId: complaints.complaintId,
      category: complaints.category,
      state: complaints.state,
      step: complaints.step,
      stallId: complaints.stallId,
      receivedAt: complaints.receivedAt,
      updatedAt: complaints.updatedAt,
      nextDueOn: sql<string | null>`(select min(k.due_on)::text from case_clocks k
        where k.market_id = ${complaints.marketId} and k.case_id = ${complaints.complaintId}
          and k.clock_id in ('acceptance', 'mediation') and k.done_at is null)`,
    })
    .from(complaints)
    .where(
      and(
        eq(complaints.marketId, marketId),
        query.ids === undefined ? undefined : inArray(complaints.complaintId, [...query.ids]),
        query.from === undefined ? undefined : gte(complaints.receivedAt, query.from),
        query.until === undefined ? undefined : lte(complaints.receivedAt, query.until),
        query.categories === undefined ? undefined : inArray(complaints.category, [...query.categories]),
        query.status === undefined
          ? undefined
          : inArray(complaints.state, query.status === 'open' ? openStates : endedStates),
      ),
    )
    .orderBy(desc(complaints.receivedAt), desc(complaints.complaintId))
    .limit(query.limit)
  const places = await stallPlaces(
    tx,
    marketId,
    rows.map((row) => row.stallId),
  )
  return rows.map(({ stallId, ...row }) => ({ ...row, stallCode: places.get(stallId ?? '')?.code ?? null }))
}
