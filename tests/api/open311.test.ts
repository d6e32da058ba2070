/** The requests that the GeoReport v2 page itself gives as examples, with this market's codes in them. */
import { eq } from 'drizzle-orm'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { complaints, violationReports } from '@smart-market/server/db/schema/complaints.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'

// A dependency of the server's, not of the tests'.
const { XMLParser } = createRequire(new URL('../../server/package.json', import.meta.url))('fast-xml-parser') as {
  XMLParser: new (options: object) => { parse: (text: string) => unknown }
}
let app: TestApp
let market: TestMarket
const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false })
/** As in the specification's POST example. */
const example = {
  api_key: 'xyz',
  lat: '37.76524078',
  long: '-122.4212043',
  address_string: '1234 5th street',
  email: 'smit333@sfgov.edu',
  device_id: 'tt222111',
  account_id: '123456',
  first_name: 'john',
  last_name: 'smith',
  phone: '111111111',
  description: 'A large sinkhole is destroying the street',
  media_url: 'http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg',
  'attribute[WHISPAWN]': '123456',
  'attribute[WHISHETN][]': '123',
}

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  market = await makeMarket(app)
  await market.addTrader('A-001')
})
afterAll(() => app.close())

const get = async (path: string, query: Record<string, string> = {}) => {
  const response = await app.fetch(
    `/open311/v2/${path}?${new URLSearchParams({ jurisdiction_id: market.code, ...query }).toString()}`,
  )
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return {
    status: response.status,
    type,
    text,
    json: (type.includes('json') ? JSON.parse(text) : xml.parse(text)) as never,
  }
}
const post = async (form: Record<string, string>, format = 'json') => {
  const response = await app.fetch(`/open311/v2/requests.${format}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ jurisdiction_id: market.code, service_code: 'weight', ...form }).toString(),
  })
  const text = await response.text()
  return { status: response.status, text, json: (format === 'json' ? JSON.parse(text) : xml.parse(text)) as never }
}

describe('open311', () => {
  it('says in discovery where the service is and which formats it speaks', async () => {
    const json = await get('discovery.json')
    expect(json.json).toMatchObject({
      endpoints: [{ specification: 'http://wiki.open311.org/GeoReport_v2', formats: ['text/xml', 'application/json'] }],
    })
    const inXml = await get('discovery.xml')
    expect(inXml.type).toBe('text/xml; charset=utf-8')
    expect(inXml.text.startsWith('<?xml version="1.0" encoding="utf-8"?>')).toBe(true)
    expect(inXml.json).toMatchObject({
      discovery: { endpoints: { endpoint: { formats: { format: ['text/xml', 'application/json'] } } } },
    })
  })

  it('lists the same services in XML and JSON', async () => {
    const list = (await get('services.json')).json as { service_code: string }[]
    expect(list).toContainEqual(
      expect.objectContaining({
        service_code: 'weight',
        service_name: '缺斤少两',
        metadata: true,
        type: 'realtime',
        group: '投诉',
      }),
    )
    const { services } = (await get('services.xml')).json as { services: { service: { service_code: string }[] } }
    expect(services.service.map((each) => each.service_code)).toEqual(list.map((each) => each.service_code))
  })

  it('defines what more a service asks', async () => {
    expect((await get('services/weight.json')).json).toMatchObject({
      service_code: 'weight',
      attributes: [
        { variable: true, code: 'stall_code', datatype: 'string', required: false, order: 1 },
        { order: 2 },
        { order: 3 },
      ],
    })
    expect((await get('services/weight.xml')).json).toMatchObject({
      service_definition: { service_code: 'weight', attributes: { attribute: [{ code: 'stall_code' }, {}, {}] } },
    })
    expect((await get('services/033.xml')).json).toMatchObject({
      errors: { error: { code: '404', description: 'service_code provided was not found.' } },
    })
  })

  it.each(['json', 'xml'])(
    'takes the specification’s own POST example in %s and lets it be read again',
    async (format) => {
      const made = await post(example, format)
      expect(made.status).toBe(200)
      type Made = { service_request_id: string; service_notice: string }
      const [request] =
        format === 'json'
          ? (made.json as Made[])
          : [(made.json as { service_requests: { request: Made } }).service_requests.request]
      const id = request?.service_request_id ?? ''
      const code = /查询码 (\S+?)，/.exec(request?.service_notice ?? '')?.[1] ?? ''
      expect((await app.as().lookUpComplaint({ params: { code } })).state).toBe('received')

      const one = (await get(`requests/${id}.json`)).json as Record<string, unknown>[]
      expect(one).toEqual([
        {
          service_request_id: id,
          status: 'open',
          status_notes: '已收到',
          service_name: '缺斤少两',
          service_code: 'weight',
          description: null,
          agency_responsible: market.name,
          service_notice: null,
          requested_datetime: '2026-03-02T02:00:00.000Z',
          updated_datetime: '2026-03-02T02:00:00.000Z',
          expected_datetime: '2026-03-11T16:00:00.000Z',
          address: market.name,
          address_id: null,
          zipcode: null,
          lat: null,
          long: null,
          media_url: null,
        },
      ])
      const inXml = await get(`requests/${id}.xml`)
      expect(inXml.json).toMatchObject({ service_requests: { request: { service_request_id: id, status: 'open' } } })
      expect(inXml.text + JSON.stringify(one)).not.toMatch(/smith|john|111111111|sinkhole|smit333/)
      const [row] = await withSystemTransaction(app.deps, (tx) =>
        tx.select().from(complaints).where(eq(complaints.complaintId, id)),
      )
      expect(row).toMatchObject({
        channel: 'open311',
        description: expect.stringContaining('sinkhole'),
        phoneMasked: '111****1111',
      })
      expect(row?.phoneEncrypted).not.toContain('111111111')
    },
  )

  it('finds the stall by attribute, address_id or address', async () => {
    const forms: Record<string, string>[] = [
      { 'attribute[stall_code]': 'A-001', address_string: '南门' },
      { address_id: 'A-001' },
      { address_string: 'A-001' },
    ]
    for (const form of forms) {
      const [made] = (await post(form)).json as { service_request_id: string }[]
      const [read] = (await get(`requests/${made?.service_request_id ?? ''}.json`)).json as { address_id: string }[]
      expect(read?.address_id).toBe('A-001')
    }
  })

  it('lists requests by status, service, time and id', async () => {
    const ids: string[] = []
    for (const service_code of ['weight', 'price', 'hygiene']) {
      const [made] = (await post({ service_code, address_id: 'A-001' })).json as { service_request_id: string }[]
      ids.push(made?.service_request_id ?? '')
      app.setNow(new Date(app.now().getTime() + 1000))
    }
    const params = { marketId: market.marketId, complaintId: ids[1] ?? '' }
    await market.operator.moveComplaint({ params, body: { action: 'decline', note: '不是本市场的事' } })
    const listed = async (query: Record<string, string>) => {
      const { json } = await get('requests.json', query)
      return (json as { service_code: string }[]).map((each) => each.service_code)
    }
    expect(await listed({})).toEqual(['hygiene', 'price', 'weight'])
    expect(await listed({ status: 'open' })).toEqual(['hygiene', 'weight'])
    expect(await listed({ status: 'closed' })).toEqual(['price'])
    expect(await listed({ status: 'open,closed', service_code: 'price,weight' })).toEqual(['price', 'weight'])
    expect(await listed({ start_date: '2026-02-01T00:00:00Z', end_date: '2026-03-01T00:00:00Z' })).toEqual([])
    expect(await listed({ service_request_id: `${ids[0]},${ids[2]}`, status: 'closed' })).toEqual(['hygiene', 'weight'])
    expect((await get('requests.xml', { status: 'open' })).json).toMatchObject({
      service_requests: { request: [{}, {}] },
    })
    expect((await get('requests.xml', { service_code: 'other' })).text).toContain('<service_requests')
  })

  it.each([
    ['requests.json', { start_date: '2026-01-01T00:00:00Z', end_date: '2026-12-01T00:00:00Z' }, 400],
    ['requests.json', { start_date: 'yesterday' }, 400],
    ['requests.json', { status: 'lost' }, 400],
    ['requests.json', { jurisdiction_id: '' }, 400],
    ['requests.json', { jurisdiction_id: 'ZZZZ' }, 404],
    ['services.json', { jurisdiction_id: 'ZZZZ' }, 404],
    ['requests/638344.json', {}, 404],
    ['tokens/12345.json', {}, 404],
    ['nothing.json', {}, 404],
  ])('refuses %s with %j by %s, in the specification’s own error body', async (path, query, status) => {
    const answer = await get(path, query)
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual([{ code: status, description: expect.any(String) }])
  })

  it.each([
    ['no service', { service_code: '', address_id: 'A-001' }, 400],
    ['an unknown service', { service_code: '001', address_id: 'A-001' }, 404],
    ['no place', { description: 'no place' }, 400],
    ['too long a description', { address_id: 'A-001', description: 'x'.repeat(4001) }, 400],
    ['an unknown slip', { address_id: 'A-001', 'attribute[sale_id]': 'sal_none00' }, 404],
  ])('refuses a POST with %s', async (_, form, status) => {
    expect((await post(form as Record<string, string>)).status).toBe(status)
  })

  it('takes a report of a violation without an id, and never lists it', async () => {
    const { json } = await post({ ...example, service_code: 'violation', address_id: 'A-001' })
    expect(json).toEqual([{ service_notice: expect.stringContaining('查询码'), account_id: null }])
    expect((await get('requests.json')).json).toEqual([])
    const reports = await withSystemTransaction(app.deps, (tx) =>
      tx.select().from(violationReports).where(eq(violationReports.marketId, market.marketId)),
    )
    expect(reports).toHaveLength(1)
    expect((await get(`requests/${reports[0]?.reportId ?? ''}.json`)).status).toBe(404)
  })
})
