/** JSON Schema and AsyncAPI 3 of every event, made from the one table of events. Published at /feeds/schema/. */
import { z } from 'zod'
import { batchMediaType, eventTypeName, schemaAddress, signedHead, signedKey, signedSeal } from './cloud-event.ts'
import { eventTable, eventTypes } from './events.ts'

type Json = Record<string, unknown>

/** What the market states about its feed, beside the events. */
const statements = {
  'feed.sealed': signedSeal,
  'feed.head_signed': signedHead,
  'feed.key_announced': signedKey,
} as const

interface Published {
  /** `sales.recorded.v1` */
  readonly name: string
  readonly schema: z.ZodType
  readonly chained: boolean
}

const published = (): Published[] => [
  ...eventTypes.map((type) => ({
    name: `${type}.v${eventTable[type].version}`,
    schema: eventTable[type].payload,
    chained: true,
  })),
  ...Object.entries(statements).map(([type, schema]) => ({ name: `${type}.v1`, schema, chained: false })),
]

const jsonSchema = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema) as Json
  return json
}

/** JSON Schema 2020-12 by file name, `sales.recorded.v1.json`. */
export const eventSchemas = (publicUrl: string): ReadonlyMap<string, Json> =>
  new Map(
    published().map(({ name, schema }) => [
      `${name}.json`,
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `${publicUrl}/feeds/schema/${name}.json`,
        title: name,
        ...jsonSchema(schema),
      },
    ]),
  )

/** AsyncAPI 3.0: what a market sends, and what a platform answers. */
export const asyncApiDocument = (publicUrl: string, version: string): Json => {
  const all = published()
  return {
    asyncapi: '3.0.0',
    info: {
      title: '智慧市场 数据流',
      version,
      description:
        '市场按序号推送 CloudEvents 1.0 批次；hash = SHA-256(previoushash ‖ 事件的 RFC 8785 规范 JSON)。每批以市场的封签 feed.sealed 结尾，每天有签名链头 feed.head_signed。签名按 Standard Webhooks 1.0 或 RFC 9421。',
    },
    defaultContentType: 'application/json',
    channels: {
      inbox: {
        address: '/feeds/v1/inbox/{marketId}',
        description: `平台的收件地址，媒体类型 ${batchMediaType}，一批是这些消息的数组。`,
        parameters: { marketId: { description: '市场编号' } },
        messages: Object.fromEntries(
          all.map(({ name }) => [messageKey(name), { $ref: `#/components/messages/${messageKey(name)}` }]),
        ),
      },
    },
    operations: {
      pushFeed: {
        action: 'send',
        channel: { $ref: '#/channels/inbox' },
        summary: '市场把新的事件、封签和链头推送给平台；平台答复已收到第几条',
      },
    },
    components: { messages: Object.fromEntries(all.map((one) => [messageKey(one.name), message(publicUrl, one)])) },
  }
}

const messageKey = (name: string): string => name.replaceAll('.', '-')

const text = { type: 'string' }
const message = (publicUrl: string, { name, schema, chained }: Published): Json => {
  const [, type = '', version = '1'] = /^(.+)\.v(\d+)$/.exec(name) ?? []
  const chain = chained
    ? {
        dataschema: { const: schemaAddress(publicUrl, type, Number(version)) },
        sequence: { type: 'string', pattern: String.raw`^\d{15}$` },
        previoushash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        hash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      }
    : {}
  return {
    name,
    contentType: 'application/cloudevents+json',
    payload: {
      type: 'object',
      required: ['specversion', 'id', 'source', 'type', 'time', 'data', ...Object.keys(chain)],
      properties: {
        specversion: { const: '1.0' },
        id: text,
        source: { type: 'string', description: '/markets/{marketId}' },
        type: { const: eventTypeName(type, Number(version)) },
        time: { type: 'string', format: 'date-time' },
        datacontenttype: { const: 'application/json' },
        partitionkey: text,
        ...chain,
        data: jsonSchema(schema),
      },
    },
  }
}
