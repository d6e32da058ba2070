/**
 * Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2) over the same complaints: discovery, services, definition,
 * requests, in XML and JSON. A market is a jurisdiction, by its code. Answers name no person and repeat nobody's words:
 * a description may hold both. Reports of violations come in without an id to follow (`blackbox`), and never go out.
 */
import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { errorMessage, errorTable } from '@smart-market/shared/errors.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { dayMs } from '@smart-market/shared/time.ts'
import type { Ctx, Deps, Tx } from '../../context.ts'
import { marketOf, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { HttpEnv } from '../../http/mount.ts'
import { insideMarket, listStallsByCode, type InsideMarket } from '../markets/index.ts'
import { receiveComplaint, receiveReport } from './intake.ts'
import {
  answer,
  definitionOf,
  discovery,
  type Format,
  isCategory,
  Open311Error,
  requestOf,
  requireService,
  services,
} from './open311-answers.ts'
import * as open from './open311-store.ts'

const largestForm = 64 * 1024
const longestDescription = 4000
/** The specification's own default: 90 days or 1,000 requests. */
const spanDays = 90
const mostRequests = 1000

const fileOf = (name: string): { name: string; format: Format } | undefined => {
  const found = /^(.+)\.(xml|json)$/.exec(name)
  return found === null ? undefined : { name: found[1] ?? '', format: found[2] === 'json' ? 'json' : 'xml' }
}

const ctxOf = (deps: Deps, c: Context<HttpEnv>): Ctx => {
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
  return {
    deps,
    // A browser's session plays no part here: whoever calls is a member of the public.
    actor: { kind: 'anonymous', address: incoming?.socket?.remoteAddress ?? '', userAgent: '', staleSession: false },
    marketId: null,
    role: null,
    merchantId: null,
    requestId: c.get('requestId'),
    now: deps.clock(),
  }
}

const jurisdiction = async (ctx: Ctx, code: string | undefined): Promise<InsideMarket> => {
  if (code === undefined || code === '') throw new Open311Error(400, 'jurisdiction_id was not provided.')
  try {
    return await insideMarket(ctx, code)
  } catch (error) {
    if (error instanceof AppError && error.code === 'market.not_found')
      throw new Open311Error(404, 'jurisdiction_id provided was not found.')
    throw error
  }
}

const instantOf = (text: string | undefined, name: string): Date | undefined => {
  if (text === undefined || text === '') return undefined
  const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) throw new Open311Error(400, `${name} must be a W3C date with a time zone.`)
  return at
}
const listOf = (text: string | undefined): string[] | undefined =>
  text === undefined || text === '' ? undefined : text.split(',')

const searchOf = (c: Context<HttpEnv>, now: Date): open.PublicQuery => {
  const ids = listOf(c.req.query('service_request_id'))
  if (ids !== undefined) return { ids: ids.slice(0, mostRequests), limit: mostRequests }
  const status = listOf(c.req.query('status'))
  if (status?.some((each) => each !== 'open' && each !== 'closed') === true)
    throw new Open311Error(400, 'status must be open or closed.')
  const start = instantOf(c.req.query('start_date'), 'start_date')
  const end = instantOf(c.req.query('end_date'), 'end_date')
  const until =
    end ?? (start === undefined ? now : new Date(Math.min(now.getTime(), start.getTime() + spanDays * dayMs)))
  const from = start ?? new Date(until.getTime() - spanDays * dayMs)
  if (until.getTime() - from.getTime() > spanDays * dayMs)
    throw new Open311Error(400, 'the range may not span more than 90 days.')
  return {
    from,
    until,
    categories: listOf(c.req.query('service_code'))?.filter(isCategory),
    status: status?.length === 1 ? status[0] : undefined,
    limit: mostRequests,
  }
}

/** The stall that a form names, by attribute, address_id or a whole address_string. */
const stallCodeOf = async (tx: Tx, marketId: string, form: FormData): Promise<string | null> => {
  const named = ['attribute[stall_code]', 'address_id', 'address_string'].flatMap((key) => field(form, key) ?? [])
  const known = await listStallsByCode(tx, marketId, named)
  return named.find((code) => known.has(code)) ?? null
}
const field = (form: FormData, name: string): string | undefined => {
  const value = form.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

const create = async (deps: Deps, c: Context<HttpEnv>, format: Format) => {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? ''))
    throw new Open311Error(400, 'the body must be application/x-www-form-urlencoded.')
  const form = await c.req.formData()
  const { ctx, market } = await jurisdiction(
    ctxOf(deps, c),
    field(form, 'jurisdiction_id') ?? c.req.query('jurisdiction_id'),
  )
  const serviceCode = requireService(field(form, 'service_code'))
  const address = field(form, 'address_string')
  const isPlaced = field(form, 'lat') !== undefined && field(form, 'long') !== undefined
  if (!isPlaced && address === undefined && field(form, 'address_id') === undefined)
    throw new Open311Error(400, 'lat and long, address_string or address_id must be provided.')
  const description = field(form, 'description') ?? ''
  if (description.length > longestDescription)
    throw new Open311Error(400, 'description has more than 4,000 characters.')
  const stallCode = await withTransaction(ctx, (tx) => stallCodeOf(tx, marketOf(ctx), form))
  const phone = field(form, 'phone')
  const extra = [
    stallCode === null && address !== undefined ? `地点：${address}` : '',
    field(form, 'media_url') === undefined ? '' : `照片：${field(form, 'media_url')}`,
  ].filter((part) => part !== '')
  const shared = {
    channel: 'open311' as const,
    description: [description === '' ? labels.open311Untold : description, ...extra].join('\n'),
    contactName:
      [field(form, 'last_name'), field(form, 'first_name')]
        .filter((part) => part !== undefined)
        .join(' ')
        .slice(0, 60) || null,
    phone: phone !== undefined && /^\+?[\d -]{7,20}$/.test(phone) ? phone : null,
    photoIds: [],
    stallCode,
  }
  if (!isCategory(serviceCode)) {
    const { code } = await receiveReport(ctx, market.code, { ...shared, category: 'other' })
    return answer(c, format, 'service_requests', 'request', [{ service_notice: noticeOf(code), account_id: null }])
  }
  const { complaintId, code } = await receiveComplaint(ctx, market.code, {
    ...shared,
    category: serviceCode,
    saleId: field(form, 'attribute[sale_id]') ?? null,
    wants: field(form, 'attribute[wants]')?.slice(0, 200) ?? null,
  })
  return answer(c, format, 'service_requests', 'request', [
    { service_request_id: complaintId, service_notice: noticeOf(code), account_id: null },
  ])
}
const noticeOf = (code: string): string => `查询码 ${code}，请自己保存，凭它查看进展。`

export const mountOpen311 = (app: Hono<HttpEnv>, deps: Deps): void => {
  const base = '/open311/v2'
  const limit = bodyLimit({ maxSize: largestForm })

  const serve = async (
    c: Context<HttpEnv>,
    fileName: string,
    work: (name: string, format: Format) => Promise<Response>,
  ): Promise<Response> => {
    const file = fileOf(fileName)
    if (file === undefined) throw new AppError('request.not_found')
    try {
      return await work(file.name, file.format)
    } catch (error) {
      const told =
        error instanceof Open311Error
          ? { code: error.status as number, description: error.message }
          : error instanceof AppError
            ? {
                code: errorTable[error.code].status === 422 ? 400 : errorTable[error.code].status,
                description: errorMessage(error.code, error.details),
              }
            : undefined
      if (told === undefined) throw error
      return answer(c, file.format, 'errors', 'error', [told], told.code)
    }
  }
  const nothing = (): never => {
    throw new Open311Error(404, 'not found.')
  }

  app.get(`${base}/:file`, (c) =>
    serve(c, c.req.param('file'), async (name, format) => {
      if (name === 'discovery') {
        const found = discovery(new URL(c.req.url).origin)
        const endpoint = found.endpoints.map(({ formats, ...rest }) => ({ ...rest, formats: { format: formats } }))
        return answer(c, format, 'discovery', null, format === 'json' ? found : { ...found, endpoints: { endpoint } })
      }
      if (name !== 'services' && name !== 'requests') return nothing()
      const { ctx, market } = await jurisdiction(ctxOf(deps, c), c.req.query('jurisdiction_id'))
      if (name === 'services') return answer(c, format, 'services', 'service', services())
      const rows = await withTransaction(ctx, (tx) => open.listPublic(tx, marketOf(ctx), searchOf(c, ctx.now)))
      return answer(
        c,
        format,
        'service_requests',
        'request',
        rows.map((row) => requestOf(row, market)),
      )
    }),
  )
  app.get(`${base}/services/:file`, (c) =>
    serve(c, c.req.param('file'), async (code, format) => {
      await jurisdiction(ctxOf(deps, c), c.req.query('jurisdiction_id'))
      const definition = definitionOf(requireService(code))
      const value = format === 'json' ? definition : { ...definition, attributes: { attribute: definition.attributes } }
      return answer(c, format, 'service_definition', null, value)
    }),
  )
  app.get(`${base}/requests/:file`, (c) =>
    serve(c, c.req.param('file'), async (id, format) => {
      const { ctx, market } = await jurisdiction(ctxOf(deps, c), c.req.query('jurisdiction_id'))
      const rows = await withTransaction(ctx, (tx) => open.listPublic(tx, marketOf(ctx), { ids: [id], limit: 1 }))
      if (rows.length === 0) throw new Open311Error(404, 'service_request_id provided was not found.')
      return answer(
        c,
        format,
        'service_requests',
        'request',
        rows.map((row) => requestOf(row, market)),
      )
    }),
  )
  // Ids are told at once, so that no token is ever out.
  app.get(`${base}/tokens/:file`, (c) => serve(c, c.req.param('file'), async () => Promise.resolve(nothing())))
  app.post(`${base}/:file`, limit, (c) =>
    serve(c, c.req.param('file'), async (name, format) => (name === 'requests' ? create(deps, c, format) : nothing())),
  )
}
