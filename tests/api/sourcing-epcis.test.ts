import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { withTransaction } from '@smart-market/server/context.ts'
import {
  createDocumentCheck,
  exportSaleEvents,
  linkSales,
  resumeCaptures,
} from '@smart-market/server/features/sourcing/index.ts'
import { eventIdOf, preHashOf } from '@smart-market/server/features/sourcing/epcis/event-hash.ts'
import { acceptCapture } from '@smart-market/server/features/sourcing/epcis/capture.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, marketCtx, type TestMarket } from '../support/market.ts'
import { sourcingOf } from '../support/sourcing.ts'

type Event = Record<string, unknown>
interface Document {
  '@context': unknown
  type: string
  schemaVersion: string
  creationDate: string
  epcisBody: { eventList: Event[] }
}

const folder = fileURLToPath(new URL('../fixtures/epcis/', import.meta.url))
const read = <T>(name: string, from = folder): T => JSON.parse(readFileSync(path.join(from, name), 'utf8')) as T
/** All of GS1's examples are too many to keep here: EPCIS_EXAMPLES names a folder that has them. */
const exampleFolder = process.env.EPCIS_EXAMPLES ?? folder
const kept = readdirSync(folder).filter((name) => name.endsWith('.jsonld'))
const examples = readdirSync(exampleFolder)
  .filter((name) => name.endsWith('.jsonld'))
  .filter((name) => read<Document>(name, exampleFolder).type === 'EPCISDocument')
const check = createDocumentCheck()

let app: TestApp
let market: TestMarket
let writer: string
let reader: string
let operator: Client<Api> & { readonly token: string }
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  market = await makeMarket(app)
  operator = await app.login('market_operator', { marketId: market.marketId })
  const params = { marketId: market.marketId }
  writer = (await operator.createApiKey({ params, body: { name: '追溯写', scopes: ['epcis:write'] } })).secret
  reader = (await operator.createApiKey({ params, body: { name: '追溯读', scopes: ['epcis:read'] } })).secret
})
afterAll(() => app.close())

const send = (document: unknown, headers: Record<string, string> = {}, token = writer) =>
  app.fetch('/epcis/v2/capture', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/ld+json', ...headers },
    body: typeof document === 'string' ? document : JSON.stringify(document),
  })
const get = (path: string, token = reader) => app.fetch(path, { headers: { authorization: `Bearer ${token}` } })
/** Waits for the job as a sender would: by asking. */
const outcome = async (
  location: string | null,
): Promise<{ success: boolean; errors: { type: string; detail: string }[] }> => {
  for (let tries = 0; tries < 200; tries++) {
    const job = (await (await get(location ?? '', writer)).json()) as { running: boolean; success: boolean; errors: [] }
    if (!job.running) return job
    await wait(10)
  }
  throw new Error('capture did not end')
}
const capture = async (document: unknown, headers: Record<string, string> = {}) => {
  const response = await send(document, headers)
  expect(response.status).toBe(202)
  return outcome(response.headers.get('location'))
}
const query = async (search = ''): Promise<{ events: Event[]; context: unknown[]; next: string | undefined }> => {
  const response = await get(`/epcis/v2/events${search}`)
  expect(response.status).toBe(200)
  const document = (await response.json()) as {
    '@context': unknown[]
    epcisBody: { queryResults: { resultsBody: { eventList: Event[] } } }
  }
  expect(check(document)).toEqual([])
  return {
    events: document.epcisBody.queryResults.resultsBody.eventList,
    context: document['@context'],
    next: /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1],
  }
}
const ids = (events: readonly Event[]): string[] => events.map((event) => String(event.eventID)).sort()
const sample = (): Document => read<Document>('Example_9.6.1-ObjectEvent.jsonld')

describe('the examples of the standard', () => {
  it.each(examples)('%s is valid, goes in and comes out equal', async (name) => {
    const document = read<Document>(name, exampleFolder)
    expect(check(document)).toEqual([])
    expect(await capture(document)).toMatchObject({ success: true, errors: [] })
    const { events, context } = await query('?perPage=100')
    const sent = document.epcisBody.eventList
    expect(events).toHaveLength(sent.length)
    for (const event of sent) expect(events).toContainEqual(event)
    for (const part of [document['@context']].flat()) expect(context).toContainEqual(part)
    // The same again changes nothing.
    expect(await capture(document)).toMatchObject({ success: true })
    expect((await query('?perPage=100')).events).toHaveLength(sent.length)
  })
})

describe('an invalid document', () => {
  const spoil = (change: (document: Document, event: Event) => void): Document => {
    const document = sample()
    change(document, document.epcisBody.eventList[0] as Event)
    return document
  }
  it.each([
    ['an unknown step', '/epcisBody/eventList/0/bizStep', spoil((_, event) => (event.bizStep = 'dancing'))],
    ['an impossible time', '/epcisBody/eventList/0/eventTime', spoil((_, event) => (event.eventTime = 'yesterday'))],
    ['no offset', '/epcisBody/eventList/0', spoil((_, event) => delete event.eventTimeZoneOffset)],
    ['an unknown action', '/epcisBody/eventList/0/action', spoil((_, event) => (event.action = 'LOOK'))],
    ['a field of nobody', '/epcisBody/eventList/0', spoil((_, event) => (event.colour = 'red'))],
    [
      'a quantity in words',
      '/epcisBody/eventList/0/quantityList/0/quantity',
      spoil((_, event) => (event.quantityList = [{ epcClass: 'urn:a:b', quantity: 'ten' }])),
    ],
    ['no context', '/', spoil((document) => delete (document as Partial<Document>)['@context'])],
    [
      'no events',
      '/epcisBody',
      spoil((document) => delete (document.epcisBody as Partial<Document['epcisBody']>).eventList),
    ],
  ])('with %s is refused with the place named', async (_, place, document) => {
    const response = await send(document)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    const body = (await response.json()) as { type: string; detail: string; status: number }
    expect(body).toMatchObject({ type: 'epcisException:ValidationException', status: 400 })
    expect(body.detail.split(': ')[0]).toBe(place)
    expect((await query()).events).toEqual([])
  })

  it('that is no JSON, of another type, or of a stranger is refused in the standard’s form', async () => {
    expect((await send('{')).status).toBe(400)
    expect((await send(sample(), { 'content-type': 'text/xml' })).status).toBe(415)
    expect((await send(sample(), {}, reader)).status).toBe(403)
    expect((await send(sample(), {}, 'nothing')).status).toBe(401)
    expect(await (await send(sample(), {}, 'nothing')).json()).toMatchObject({
      type: 'epcisException:SecurityException',
    })
    expect((await get('/epcis/v2/events', writer)).status).toBe(403)
  })
})

describe('capture', () => {
  it('refuses an id with other content and writes nothing of that document', async () => {
    await capture(sample())
    const changed = sample()
    const [first, second] = changed.epcisBody.eventList
    changed.epcisBody.eventList = [
      { ...second, eventID: 'urn:uuid:1' } as Event,
      { ...first, disposition: 'damaged' } as Event,
    ]
    const job = await capture(changed)
    expect(job).toMatchObject({ success: false, errors: [{ type: 'epcisException:EventIDAlreadyExistsException' }] })
    expect((await query()).events).toHaveLength(2)
  })

  it('gives an event without id the hash of its content, whatever its order and forms', async () => {
    const { event, namespaces, preHash, hash } = read<{
      event: Event
      namespaces: Record<string, string>
      preHash: string
      hash: string
    }>('reference-event.json')
    expect(preHashOf(event, namespaces)).toBe(preHash)
    expect(eventIdOf(event, namespaces)).toBe(hash)
    const turned = Object.fromEntries(
      Object.entries({
        ...event,
        bizStep: 'urn:epcglobal:cbv:bizstep:departing',
        eventTime: '2020-03-04T10:00:30Z',
      }).reverse(),
    )
    expect(eventIdOf(turned, namespaces)).toBe(hash)
    const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', namespaces]
    const document = { ...sample(), '@context': context, epcisBody: { eventList: [event] } }
    await capture(document)
    expect((await query(`?EQ_eventID=${encodeURIComponent(hash)}`)).events).toEqual([event])
  })

  it('that a stopped server left behind is taken up again', async () => {
    const ctx = marketCtx(app, market)
    const captureId = await acceptCapture(ctx, JSON.stringify(sample()), 'rollback')
    app.setNow(new Date(start.getTime() + 120_000))
    expect(await resumeCaptures(app.deps, check)).toBe(1)
    expect(await outcome(`/epcis/v2/capture/${captureId}`)).toMatchObject({ success: true })
  })
})

describe('queries', () => {
  it('filter by type, time, step, place, identifier and transaction', async () => {
    for (const name of kept) await capture(read(name))
    const find = async (search: string) => (await query(`?perPage=100&${search}`)).events
    expect(new Set((await find('eventType=TransformationEvent')).map((event) => event.type))).toEqual(
      new Set(['TransformationEvent']),
    )
    const step = await find('EQ_bizStep=shipping')
    expect(step.length).toBeGreaterThan(0)
    expect(ids(await find(`EQ_bizStep=${encodeURIComponent('https://ref.gs1.org/cbv/BizStep-shipping')}`))).toEqual(
      ids(step),
    )
    expect(await find('MATCH_epc=urn:epc:id:sgtin:0614141.107346.2017')).not.toHaveLength(0)
    expect(await find('MATCH_anyEPC=urn:epc:id:sgtin:0614141.107346.*')).not.toHaveLength(0)
    expect(await find('EQ_bizTransaction=urn:epcglobal:cbv:bt:0614141073467:1152')).toHaveLength(1)
    expect(await find('GE_eventTime=2005-04-05T00:00:00Z&LT_eventTime=2005-04-06T00:00:00Z')).toHaveLength(1)
    expect(await find('EXISTS_errorDeclaration=true')).toHaveLength(1)
    expect((await get('/epcis/v2/eventTypes/ObjectEvent/events')).status).toBe(200)
    for (const bad of ['EQ_colour=red', 'GE_eventTime=soon', 'perPage=0', 'nextPageToken=xx', 'eventType=Party']) {
      const response = await get(`/epcis/v2/events?${bad}`)
      expect(await response.json()).toMatchObject({ type: 'epcisException:QueryParameterException', status: 400 })
    }
  })

  it('page on by a link until every event came once', async () => {
    for (const name of kept) await capture(read(name))
    const all = ids((await query('?perPage=100')).events)
    const found: string[] = []
    for (let next: string | undefined = '/epcis/v2/events?perPage=2'; next !== undefined;) {
      const page: Awaited<ReturnType<typeof query>> = await query(next.replace('/epcis/v2/events', ''))
      expect(page.events.length).toBeLessThanOrEqual(2)
      found.push(...ids(page.events))
      next = page.next
    }
    expect(found.sort()).toEqual(all)
  })

  it('reach nothing of another market', async () => {
    await capture(sample())
    const other = await makeMarket(app)
    const key = await other.operator.createApiKey({
      params: { marketId: other.marketId },
      body: { name: '读', scopes: ['epcis:read'] },
    })
    const answer = await (await get('/epcis/v2/events', key.secret)).json()
    expect(JSON.stringify(answer)).not.toContain('sgtin')
    expect(
      (
        await app.fetch(`/epcis/v2/events?market=${market.marketId}`, {
          headers: {
            authorization: `Bearer ${(await app.login('market_operator', { marketId: other.marketId })).token}`,
          },
        })
      ).status,
    ).toBe(404)
  })
})

describe('what the market does', () => {
  it('is there as events of the standard, with the ids that their content gives', async () => {
    const trader = await market.addTrader('A-001')
    const sourcing = sourcingOf(app, operator, market.marketId, operator.token)
    const { batch } = await sourcing.addIntake('A-001')
    await sourcing.addTest(batch.batchId)
    const params = { marketId: market.marketId }
    await operator.transformBatches({
      params,
      body: {
        kind: 'split',
        inputs: [{ batchId: batch.batchId, quantity: 1500 }],
        outputs: [{ stallCode: 'A-001', quantity: 1500 }],
      },
    })
    const ctx = marketCtx(app, market)
    await withTransaction(ctx, (tx) =>
      linkSales(ctx, tx, [
        {
          saleId: 'sal_1',
          stallId: trader.stallId,
          merchantId: trader.merchantId,
          soldAt: start.toISOString(),
          channel: 'scale',
          lines: [
            {
              lineNo: 1,
              commodityName: '菠菜',
              weightGrams: 1250,
              pieces: null,
              amountFen: 750,
              traceCode: batch.traceCode,
            },
          ],
        },
      ]),
    )
    expect(await exportSaleEvents(ctx, '2026-03-02')).toBe(1)
    expect(await exportSaleEvents(ctx, '2026-03-02')).toBe(0)
    await operator.startRecall({ params, body: { batchId: batch.batchId, drill: false, reason: '试' } })
    const { events } = await query('?perPage=100')
    expect(new Set(events.map((event) => [event.type, event.bizStep, event.disposition].join(' ')))).toEqual(
      new Set([
        'ObjectEvent receiving in_progress',
        'ObjectEvent inspecting conformant',
        'TransformationEvent repackaging in_progress',
        'TransactionEvent retail_selling retail_sold',
        'ObjectEvent holding recalled',
      ]),
    )
    for (const { eventID, ...event } of events) expect(eventIdOf(event)).toBe(eventID)
    const lot = `urn:smart-market:${market.marketId}:batch:${batch.traceCode}`
    const sold = (await query(`?eventType=TransactionEvent&MATCH_epcClass=${lot}`)).events
    expect(sold).toMatchObject([{ quantityList: [{ epcClass: lot, quantity: 1.25, uom: 'KGM' }] }])
  })
})
