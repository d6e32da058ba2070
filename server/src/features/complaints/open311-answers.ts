/** What GeoReport v2 answers with: its element names, its services, and a complaint as one of its requests. */
import { XMLBuilder } from 'fast-xml-parser'
import type { Context } from 'hono'
import { complaintCategories, type ComplaintCategory } from '@smart-market/shared/contracts/complaints.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { addDays, businessDateStart } from '@smart-market/shared/time.ts'
import type { HttpEnv } from '../../http/mount.ts'
import type { MarketFace } from '../markets/index.ts'
import { isOpen } from './domain.ts'
import type * as open from './open311-store.ts'

export type Format = 'xml' | 'json'
export const violation = 'violation'

export class Open311Error extends Error {
  readonly status: 400 | 403 | 404 | 429
  constructor(status: 400 | 403 | 404 | 429, description: string) {
    super(description)
    this.status = status
  }
}

const builder = new XMLBuilder({ format: true, suppressEmptyNode: true })
/** `root` and `item` are the specification's element names; JSON has the bare list. */
export const answer = (
  c: Context<HttpEnv>,
  format: Format,
  root: string,
  item: string | null,
  value: unknown,
  status = 200,
) => {
  const headers = (type: string) => ({ 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
  if (format === 'json') return c.body(JSON.stringify(value), status as 200, headers('application/json'))
  const tree = { [root]: item === null ? value : { [item]: value } }
  // Nothing is an empty element in XML, null in JSON.
  const text = JSON.stringify(tree, (_, each: unknown) => (each === null ? '' : each))
  return c.body(
    `<?xml version="1.0" encoding="utf-8"?>\n${builder.build(JSON.parse(text))}`,
    status as 200,
    headers('text/xml'),
  )
}

export const services = () => [
  ...complaintCategories.map((category) => ({
    service_code: category as string,
    service_name: labels.complaintCategory[category],
    description: `投诉：${labels.complaintCategory[category]}`,
    metadata: true,
    type: 'realtime',
    keywords: '投诉',
    group: '投诉',
  })),
  {
    service_code: violation,
    service_name: '举报',
    description: '举报涉嫌违法的行为；为保护举报人，不公开编号和进展',
    metadata: true,
    type: 'blackbox',
    keywords: '举报',
    group: '举报',
  },
]

export const definitionOf = (serviceCode: string) => {
  const attribute = (order: number, code: string, description: string) => ({
    variable: true,
    code,
    datatype: 'string',
    required: false,
    datatype_description: null,
    order,
    description,
  })
  return {
    service_code: serviceCode,
    attributes: [
      attribute(1, 'stall_code', '摊位号'),
      ...(serviceCode === violation ? [] : [attribute(2, 'sale_id', '小票编号'), attribute(3, 'wants', '投诉请求')]),
    ],
  }
}
export const requireService = (code: string | undefined): string => {
  if (code === undefined || code === '') throw new Open311Error(400, 'service_code was not provided.')
  if (!services().some((service) => service.service_code === code))
    throw new Open311Error(404, 'service_code provided was not found.')
  return code
}
export const isCategory = (code: string): code is ComplaintCategory =>
  (complaintCategories as readonly string[]).includes(code)

export const requestOf = (row: open.PublicComplaint, market: MarketFace) => ({
  service_request_id: row.complaintId,
  status: isOpen(row.state) ? 'open' : 'closed',
  status_notes: labels.complaintState[row.state],
  service_name: labels.complaintCategory[row.category],
  service_code: row.category,
  description: null,
  agency_responsible: row.step === 'authority' ? '市场监管部门' : market.name,
  service_notice: null,
  requested_datetime: row.receivedAt.toISOString(),
  updated_datetime: row.updatedAt.toISOString(),
  // A term ends with its last day.
  expected_datetime: row.nextDueOn === null ? null : businessDateStart(addDays(row.nextDueOn, 1)).toISOString(),
  address: [market.address, market.name, row.stallCode].filter((part) => part !== null && part !== '').join(' '),
  address_id: row.stallCode,
  zipcode: null,
  lat: null,
  long: null,
  media_url: null,
})

export const discovery = (origin: string) => ({
  changeset: '2026-03-01T00:00:00Z',
  contact: '市场服务台；jurisdiction_id 是市场代码',
  key_service: '不需要 api_key',
  endpoints: [
    {
      specification: 'http://wiki.open311.org/GeoReport_v2',
      url: `${origin}/open311/v2`,
      changeset: '2026-03-01T00:00:00Z',
      type: 'production',
      formats: ['text/xml', 'application/json'],
    },
  ],
})
