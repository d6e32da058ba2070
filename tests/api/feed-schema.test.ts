/** What the market publishes about its events is true: checked by other people's libraries. */
import { Parser } from '@asyncapi/parser'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { CloudEvent } from 'cloudevents'
import { createVerifier, httpbis } from 'http-message-signatures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPublicKey } from 'node:crypto'
import { eventTable, eventTypes } from '@smart-market/server/feed/events.ts'
import { deliverDue } from '@smart-market/server/features/feeds/index.ts'
import { relayMarket } from '@smart-market/server/feed/relay.ts'
import type { TestApp } from '../support/app.ts'
import { createNetwork, type Network, publicKeysOf, startOn } from '../support/feed.ts'
import { makeMarket } from '../support/market.ts'

let network: Network
let app: TestApp
beforeAll(async () => {
  network = createNetwork()
  app = await startOn(network, 'https://market.test')
  network.interfere(() => Promise.resolve({ status: 200, headers: {}, body: '' }))
})
afterAll(() => app.close())

const json = async (address: string): Promise<Record<string, unknown>> =>
  (await (await app.fetch(address)).json()) as Record<string, unknown>

describe('the published schemas', () => {
  it('are one for each type and version, listed, and valid JSON Schema 2020-12', async () => {
    const { schemas } = (await json('/feeds/schema/')) as { schemas: string[] }
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    for (const type of eventTypes) {
      const name = `${type}.v${eventTable[type].version}.json`
      expect(schemas).toContain(`https://market.test/feeds/schema/${name}`)
    }
    for (const address of schemas) {
      const schema = await json(new URL(address).pathname)
      expect(schema.$id).toBe(address)
      expect(ajv.validateSchema(schema)).toBe(true)
    }
    expect((await app.fetch('/feeds/schema/nothing.v1.json')).status).toBe(404)
  })

  it('stand in an AsyncAPI 3 document that its own parser accepts', async () => {
    const { diagnostics, document } = await new Parser().parse(
      JSON.stringify(await json('/feeds/schema/asyncapi.json')),
    )
    expect(diagnostics.filter((one) => one.severity === 0)).toEqual([])
    expect(document?.version()).toBe('3.0.0')
    expect(document?.allMessages().length).toBe(eventTypes.length + 3)
  }, 120_000)
})

describe('what is really sent', () => {
  it('fits the schema it names, is valid CloudEvents, and is signed as RFC 9421 libraries expect', async () => {
    const market = await makeMarket(app)
    const { marketId, operator } = market
    await market.addTrader('A-001')
    await operator.createSubscriber({
      params: { marketId },
      body: { name: '平台', url: 'https://elsewhere.test/in', profile: 'http-signature', maxBatchBytes: 1_000_000 },
    })
    await relayMarket(app.deps, marketId)
    await operator.signFeedHead({ params: { marketId } })
    await deliverDue(app.deps, marketId)
    const message = network.sent.at(-1)
    const elements = JSON.parse(message?.body ?? '[]') as { type: string; dataschema?: string; data: unknown }[]
    expect(elements.length).toBeGreaterThan(6)
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    for (const element of elements) {
      new CloudEvent(element as object, true)
      const name = element.dataschema ?? `/feeds/schema/${element.type.slice('cn.smart-market.'.length)}.json`
      const schema = await json(new URL(name, 'https://market.test').pathname)
      expect(ajv.validate(schema, element.data), `${element.type}: ${ajv.errorsText()}`).toBe(true)
    }
    const [key] = await publicKeysOf(market, app)
    if (key === undefined) throw new Error('the market has no key')
    const verified = await httpbis.verifyMessage(
      {
        all: true,
        keyLookup: ({ keyid }) =>
          Promise.resolve(
            keyid === key.keyId
              ? { id: keyid, algs: ['ed25519'], verify: createVerifier(createPublicKey(key.publicKey), 'ed25519') }
              : null,
          ),
      },
      { method: 'POST', url: message?.url ?? '', headers: { ...message?.headers } },
    )
    expect(verified).toBe(true)
  })
})
