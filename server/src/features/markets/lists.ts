/** Verbs that read lists: merchants, the ledger and its export, papers that end soon. */
import type { z } from 'zod'
import type { marketRoutes, merchantSummary } from '@smart-market/shared/contracts/markets.ts'
import { maskPhone } from '@smart-market/shared/resident-id.ts'
import type { FileAnswer, HandlerInput } from '@smart-market/shared/route.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { type SQL, sql } from 'drizzle-orm'
import { type Ctx, marketOf } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { writeXlsx } from '../../lib/spreadsheet/write-xlsx.ts'
import { readReport } from './hash-joins.ts'
import { type ExpiringQuery, listExpiringDocumentRows } from './overview.ts'
import { holdersTable, papersTable } from './papers.ts'
import { countOf, direction, type LedgerFilters, type LedgerQuery, limitOf, listLedgerRows } from './report.ts'
import { likePattern } from '../../lib/like-pattern.ts'
import { findMarket } from './store.ts'

export const listLedger = async (ctx: Ctx, query: LedgerQuery) =>
  readReport(ctx, (tx) => listLedgerRows(ctx, tx, query))

export const listExpiringDocuments = async (ctx: Ctx, query: ExpiringQuery) =>
  readReport(ctx, (tx) => listExpiringDocumentRows(ctx, tx, query))

type MerchantQuery = HandlerInput<(typeof marketRoutes)['listMerchants']>['query']
type MerchantSummary = z.output<typeof merchantSummary>
const merchantSorts = { name: 'm.name collate "C"', creditGrade: 'm.credit_grade' } as const

/** Merchants, those who have left too: their stall codes are then empty. */
export const listMerchants = async (ctx: Ctx, query: MerchantQuery) =>
  readReport(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const today = businessDate(ctx.now)
    const codes = sql`(select string_agg(s.code, ',' order by s.code) from ${holdersTable(marketId, today)} h
      join stalls s on s.market_id = ${marketId} and s.stall_id = h.stall_id where h.merchant_id = m.merchant_id)`
    const rows = sql`from merchants m where m.market_id = ${marketId} and ${merchantSearch(query.q, codes)}`
    const items = await rowsOf<
      Omit<MerchantSummary, 'phoneMasked' | 'stallCodes'> & { phone: string | null; codes: string | null }
    >(
      tx,
      sql`select m.*, p.licences_expired as "licencesExpired", p.licence_count as "licenceCount",
        p.staff_missing as "staffDocumentsMissing"
      from (
        select m.merchant_id as "merchantId", m.name, m.kind, m.credit_code as "creditCode", m.phone,
          m.goods_scope as "goodsScope", m.credit_grade as "creditGrade", ${codes} as codes
        ${rows} order by ${sql.raw(merchantSorts[query.sort])} ${direction(query.order)}, m.merchant_id ${limitOf(query)}
      ) m
      join ${papersTable(marketId, today)} p on p.merchant_id = m."merchantId"`,
    )
    return {
      items: items.map(({ phone, codes: held, ...item }) => ({
        ...item,
        phoneMasked: phone === null ? null : maskPhone(phone),
        stallCodes: held?.split(',') ?? [],
      })),
      total: await countOf(tx, rows),
      page: query.page,
      pageSize: query.pageSize,
    }
  })

const merchantSearch = (q: string | undefined, codes: SQL): SQL => {
  if (q === undefined || q === '') return sql`true`
  const pattern = likePattern(q)
  return sql`(m.search_text like ${pattern} or lower(m.credit_code) like ${pattern} or m.phone like ${pattern} or lower(${codes}) like ${pattern})`
}

const exportHeadings = [
  '摊位号',
  '分区',
  '经营户',
  '统一社会信用代码',
  '联系电话',
  '经营范围',
  '信用等级',
  '入驻日期',
  '证照数',
  '过期证照数',
  '最早到期日',
  '摊位屏',
] as const

/** Largest number of stalls that one file holds. */
const exportLimit = 50_000

/** The ledger as it is filtered, one row a stall, as .xlsx. */
export const exportLedger = async (ctx: Ctx, filters: LedgerFilters): Promise<FileAnswer> => {
  const { name, rows } = await readReport(ctx, async (tx) => ({
    name: (await findMarket(tx, marketOf(ctx)))?.name ?? '',
    rows: (
      await listLedgerRows(ctx, tx, { ...filters, sort: 'stallCode', order: 'asc', page: 1, pageSize: exportLimit })
    ).items,
  }))
  const bytes = await writeXlsx([
    {
      name: '台账',
      headings: exportHeadings,
      rows: rows.map((row) => [
        row.stallCode,
        row.zoneName,
        row.merchantName,
        row.creditCode,
        row.phoneMasked,
        row.goodsScope,
        row.creditGrade,
        row.tenancyFrom,
        row.licenceCount,
        row.licencesExpired,
        row.nextExpiryOn,
        labels.screenState[row.screenState],
      ]),
    },
  ])
  return { fileName: `${name}台账-${businessDate(ctx.now)}.xlsx`, bytes }
}
