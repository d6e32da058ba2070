/** Read-only report: counts and the work list of a market, over the ledger, devices, notices, parcels and payments. */
import { type SQL, sql } from 'drizzle-orm'
import { defaultTopics, noticeKinds } from '@smart-market/shared/contracts/notices.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDate, businessDateStart, daysBetween } from '@smart-market/shared/time.ts'
import { type Ctx, marketOf, type Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import type { LicenceKind } from './domain.ts'
import { holdersTable, papersTable } from './papers.ts'
import { aliveSince, allOf, countOf, limitOf, type Page, type Paging } from './report.ts'
import { likePattern } from '../../lib/like-pattern.ts'

/** Days ahead that the work list warns of a paper's end. */
const warnDays = 30

/**
 * Papers with an end, of merchants who have not left: licences, and the latest health certificate of each handler of
 * ready-to-eat food.
 */
const documents = (marketId: string, today: string): SQL => sql`(
  select d.*, m.name as merchant_name, m.search_text from (
    select 'licence' as kind, licence_id as document_id, merchant_id, null as staff_name, kind as licence_kind, valid_to
    from licences where market_id = ${marketId} and removed_at is null and valid_to is not null
    union all
    select 'health_certificate', c.health_certificate_id, p.merchant_id, p.name, null, c.valid_to
    from staff_members p
    join (
      select distinct on (staff_member_id) staff_member_id, health_certificate_id, valid_to
      from health_certificates where market_id = ${marketId} order by staff_member_id, valid_to desc
    ) c on c.staff_member_id = p.staff_member_id
    where p.market_id = ${marketId} and p.requires_health_certificate and (p.left_on is null or p.left_on > ${today}::date)
  ) d
  join merchants m on m.market_id = ${marketId} and m.merchant_id = d.merchant_id
  where not exists (select 1 from tenancies t where t.market_id = ${marketId} and t.merchant_id = m.merchant_id)
    or exists (select 1 from tenancies t where t.market_id = ${marketId} and t.merchant_id = m.merchant_id
      and (t.to_on is null or t.to_on > ${today}::date))
)`

export interface ExpiringQuery extends Paging {
  readonly q?: string | undefined
  readonly withinDays: number
}
export interface ExpiringDocument {
  kind: 'licence' | 'health_certificate'
  documentId: string
  merchantId: string
  merchantName: string
  stallCodes: string[]
  holder: string
  documentName: string
  validTo: string
  daysLeft: number
}

/** Papers that have ended or end within the days, the most urgent first. */
export const listExpiringDocumentRows = async (
  ctx: Ctx,
  tx: Tx,
  query: ExpiringQuery,
): Promise<Page<ExpiringDocument>> => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const pattern = query.q === undefined || query.q === '' ? undefined : likePattern(query.q)
  const rows = sql`from ${documents(marketId, today)} d where ${allOf([
    sql`d.valid_to <= ${addDays(today, query.withinDays)}::date`,
    pattern === undefined
      ? undefined
      : sql`(d.search_text like ${pattern} or lower(d.staff_name) like ${pattern}
        or exists (select 1 from ${holdersTable(marketId, today)} h
          join stalls s on s.market_id = ${marketId} and s.stall_id = h.stall_id
          where h.merchant_id = d.merchant_id and lower(s.code) like ${pattern}))`,
  ])}`
  const items = await rowsOf<{
    kind: 'licence' | 'health_certificate'
    document_id: string
    merchant_id: string
    merchant_name: string
    staff_name: string | null
    licence_kind: LicenceKind | null
    valid_to: string
    codes: string | null
  }>(
    tx,
    sql`select d.kind, d.document_id, d.merchant_id, d.merchant_name, d.staff_name, d.licence_kind, d.valid_to::text as valid_to,
      (select string_agg(s.code, ',' order by s.code) from ${holdersTable(marketId, today)} h
        join stalls s on s.market_id = ${marketId} and s.stall_id = h.stall_id where h.merchant_id = d.merchant_id) as codes
    ${rows} order by d.valid_to, d.merchant_name collate "C", d.document_id ${limitOf(query)}`,
  )
  return {
    items: items.map((row) => ({
      kind: row.kind,
      documentId: row.document_id,
      merchantId: row.merchant_id,
      merchantName: row.merchant_name,
      stallCodes: row.codes?.split(',') ?? [],
      holder: row.staff_name ?? row.merchant_name,
      documentName: row.licence_kind === null ? '健康证' : labels.licenceKind[row.licence_kind],
      validTo: row.valid_to,
      daysLeft: daysBetween(today, row.valid_to),
    })),
    total: await countOf(tx, rows),
    page: query.page,
    pageSize: query.pageSize,
  }
}

/** A merchant counts only what is its own. */
export const readOverview = async (ctx: Ctx, tx: Tx) => {
  const marketId = marketOf(ctx)
  const today = businessDate(ctx.now)
  const alive = aliveSince(ctx.now)
  const topics = JSON.stringify(noticeKinds.map((kind) => ({ kind, ...defaultTopics[kind] })))
  const held = sql`(select stall_id from ${holdersTable(marketId, today)} h where ${
    ctx.merchantId === null ? sql`true` : sql`h.merchant_id = ${ctx.merchantId}`
  })`
  const ownStalls = ctx.merchantId === null ? sql`true` : sql`stall_id in ${held}`
  /** What lies with the market itself is no work of a merchant. */
  const ofMarket = (count: SQL): SQL => (ctx.merchantId === null ? count : sql`0`)
  const device = (condition: SQL): SQL =>
    sql`(select count(*)::int from devices where market_id = ${marketId} and retired_at is null and ${ownStalls} and ${condition})`
  const [row] = await rowsOf<Record<OverviewCount, number>>(
    tx,
    sql`select
      (select count(*)::int from zones where market_id = ${marketId} and removed_at is null) as "zones",
      (select count(*)::int from stalls where market_id = ${marketId} and ${ownStalls}) as "stalls",
      (select count(*)::int from ${held} o) as "occupiedStalls",
      (select count(*)::int from merchants where market_id = ${marketId}
        and merchant_id in (select merchant_id from ${holdersTable(marketId, today)} h)) as "merchants",
      (select count(*)::int from staff_members where market_id = ${marketId} and (left_on is null or left_on > ${today}::date)
        and merchant_id in (select merchant_id from ${holdersTable(marketId, today)} h)) as "staffMembers",
      ${device(sql`true`)} as "devices",
      ${device(sql`last_heartbeat_at >= ${alive}`)} as "devicesAlive",
      (select count(*)::int from ${documents(marketId, today)} d where d.valid_to < ${today}::date) as "expired",
      (select count(*)::int from ${documents(marketId, today)} d
        where d.valid_to between ${today}::date and ${addDays(today, warnDays)}::date) as "expiring",
      ${device(sql`kind = 'screen' and (last_heartbeat_at is null or last_heartbeat_at < ${alive})`)} as "silentScreens",
      ${device(sql`kind <> 'screen' and (last_heartbeat_at is null or last_heartbeat_at < ${alive})`)} as "silentDevices",
      (select count(*)::int from ${held} o where not exists (select 1 from stall_codes c
        where c.market_id = ${marketId} and c.stall_id = o.stall_id and c.revoked_at is null)) as "unlinkedStalls",
      (select count(*)::int from ${papersTable(marketId, today)} p
        where p.licences_missing + p.staff_missing > 0
          and p.merchant_id in (select merchant_id from ${holdersTable(marketId, today)} h)) as "missing",
      (select count(*)::int from jsonb_to_recordset(${topics}::jsonb) as d(kind text, required boolean, "cadenceDays" int)
        left join notice_topics t on t.market_id = ${marketId} and t.kind = d.kind
        where coalesce(t.required, d.required) and not exists (
          select 1 from notices n where n.market_id = ${marketId} and n.kind = d.kind and n.state = 'published'
            and n.published_at >= ${businessDateStart(today).toISOString()}::timestamptz
              - make_interval(days => coalesce(t.cadence_days, d."cadenceDays"))))
        as "staleNotices",
      ${ofMarket(sql`(select count(*)::int from parcels where market_id = ${marketId} and state = 'failed')`)} as "failedParcels",
      ${ofMarket(sql`(select count(*)::int from payment_quarantine where market_id = ${marketId} and settled_at is null)`)}
        as "quarantinedPayments",
      ${ofMarket(sql`(select count(*)::int from reconciliation_differences where market_id = ${marketId} and settled_at is null)`)}
        as "openDifferences",
      ${ofMarket(sql`(select count(*)::int from (select distinct on (stall_id) verdict from stall_code_scans
        where market_id = ${marketId} and scanned_at >= ${addDays(today, -30)}::date
        order by stall_id, scanned_at desc, stall_code_scan_id desc) last where verdict <> 'ours')`)} as "wrongCodes"`,
  )
  if (row === undefined) throw new Error('overview gave no row')
  return row
}
type OverviewCount =
  | 'zones'
  | 'stalls'
  | 'occupiedStalls'
  | 'merchants'
  | 'staffMembers'
  | 'devices'
  | 'devicesAlive'
  | 'expired'
  | 'expiring'
  | 'silentScreens'
  | 'silentDevices'
  | 'unlinkedStalls'
  | 'missing'
  | 'staleNotices'
  | 'failedParcels'
  | 'quarantinedPayments'
  | 'openDifferences'
  | 'wrongCodes'
