/**
 * State of each merchant's papers, counted in SQL over this feature's own tables: one derived table that the ledger,
 * the work list and the assessment all read, so that they can never disagree.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { ScreenField } from '@smart-market/shared/contracts/devices.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { withHashJoins } from './hash-joins.ts'
import { licenceRequirements, missingScreenFields } from './domain.ts'

/** Per requirement: whether a merchant's licences satisfy it, and whether it is asked and unsatisfied. */
const requirementsHeld = sql.raw(
  licenceRequirements
    .map(({ anyOf }, i) => `bool_or(kind in (${anyOf.map((kind) => `'${kind}'`).join(', ')})) as holds_${i}`)
    .join(', '),
)
const requirementsMissing = sql.raw(
  licenceRequirements
    .map(
      ({ onlyReadyToEat }, i) =>
        `case when ${onlyReadyToEat ? 'm.sells_ready_to_eat and ' : ''}l.holds_${i} is not true then 1 else 0 end`,
    )
    .join(' + '),
)

/**
 * Derived table, one row a merchant: licence_count, licences_missing, licences_expired, licence_states_scope,
 * staff_missing, staff_expired, next_expiry_on. Of a person's health certificates the latest counts. Someone at a
 * ready-to-eat stall handles the food (食品安全法 §45), so a stall that names nobody misses one certificate.
 */
export const papersTable = (marketId: string, onDate: string): SQL => sql`(
  select m.merchant_id,
    coalesce(l.licence_count, 0) as licence_count,
    ${requirementsMissing} as licences_missing,
    coalesce(l.licences_expired, 0) as licences_expired,
    coalesce(l.states_scope, false) as licence_states_scope,
    case when m.sells_ready_to_eat and coalesce(s.required, 0) = 0 then 1 else coalesce(s.missing, 0) end as staff_missing,
    coalesce(s.expired, 0) as staff_expired,
    least(l.next_expiry_on, s.next_expiry_on) as next_expiry_on
  from merchants m
  left join (
    select merchant_id, count(*)::int as licence_count, ${requirementsHeld},
      (count(*) filter (where valid_to < ${onDate}::date))::int as licences_expired,
      bool_or(coalesce(scope, '') <> '') as states_scope, min(valid_to) as next_expiry_on
    from licences where market_id = ${marketId} and removed_at is null group by merchant_id
  ) l on l.merchant_id = m.merchant_id
  left join (
    select p.merchant_id,
      (count(*) filter (where p.requires_health_certificate))::int as required,
      (count(*) filter (where p.requires_health_certificate and c.valid_to is null))::int as missing,
      (count(*) filter (where p.requires_health_certificate and c.valid_to < ${onDate}::date))::int as expired,
      min(c.valid_to) filter (where p.requires_health_certificate) as next_expiry_on
    from staff_members p
    left join (
      select staff_member_id, max(valid_to) as valid_to from health_certificates
      where market_id = ${marketId} group by staff_member_id
    ) c on c.staff_member_id = p.staff_member_id
    where p.market_id = ${marketId} and (p.left_on is null or p.left_on > ${onDate}::date)
    group by p.merchant_id
  ) s on s.merchant_id = m.merchant_id
  where m.market_id = ${marketId}
)`

/** Derived table of who holds which stall on the date: stall_id, merchant_id, from_on. */
export const holdersTable = (marketId: string, onDate: string): SQL => sql`(
  select stall_id, merchant_id, from_on from tenancies
  where market_id = ${marketId} and from_on <= ${onDate}::date and (to_on is null or to_on > ${onDate}::date)
)`

export interface MerchantPapers {
  readonly merchantId: string
  readonly name: string
  readonly stalls: readonly { readonly stallId: string; readonly code: string }[]
  /** Screen fields that the ledger has nothing for. */
  readonly missingFields: readonly ScreenField[]
  /** Required licence kinds without a record. */
  readonly licencesMissing: number
  readonly licencesExpired: number
  /** Handlers of ready-to-eat food without any health certificate on record. */
  readonly staffDocumentsMissing: number
  readonly staffDocumentsExpired: number
}

/** Merchants with a tenancy on the date, by name, with the state of their papers on that date. */
export const listMerchantPapers = async (
  tx: Tx,
  marketId: string,
  onDate: string,
): Promise<readonly MerchantPapers[]> => {
  const rows = await withHashJoins(tx, () =>
    rowsOf<{
      merchant_id: string
      name: string
      phone: string | null
      goods_scope: string | null
      credit_grade: string | null
      stall_ids: string
      stall_codes: string
      licence_count: number
      licences_missing: number
      licences_expired: number
      licence_states_scope: boolean
      staff_missing: number
      staff_expired: number
    }>(
      tx,
      sql`select m.merchant_id, m.name, m.phone, m.goods_scope, m.credit_grade, h.stall_ids, h.stall_codes,
      p.licence_count, p.licences_missing, p.licences_expired, p.licence_states_scope, p.staff_missing, p.staff_expired
    from merchants m
    join (
      select h.merchant_id, string_agg(s.stall_id, ',' order by s.code) as stall_ids,
        string_agg(s.code, ',' order by s.code) as stall_codes
      from ${holdersTable(marketId, onDate)} h
      join stalls s on s.market_id = ${marketId} and s.stall_id = h.stall_id
      group by h.merchant_id
    ) h on h.merchant_id = m.merchant_id
    join ${papersTable(marketId, onDate)} p on p.merchant_id = m.merchant_id
    where m.market_id = ${marketId}
    order by m.name, m.merchant_id`,
    ),
  )
  return rows.map((row) => {
    const codes = row.stall_codes.split(',')
    return {
      merchantId: row.merchant_id,
      name: row.name,
      stalls: row.stall_ids.split(',').map((stallId, i) => ({ stallId, code: codes[i] ?? '' })),
      missingFields: missingScreenFields({
        phone: row.phone,
        goodsScope: row.goods_scope,
        creditGrade: row.credit_grade,
        licenceCount: row.licence_count,
        licenceStatesScope: row.licence_states_scope,
        staffDocumentsMissing: row.staff_missing,
      }),
      licencesMissing: row.licences_missing,
      licencesExpired: row.licences_expired,
      staffDocumentsMissing: row.staff_missing,
      staffDocumentsExpired: row.staff_expired,
    }
  })
}
