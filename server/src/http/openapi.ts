/** The OpenAPI 3.1 document, made from the route table alone. */
import { errorTable } from '@smart-market/shared/errors.ts'
import type { Access, Route, RouteTable } from '@smart-market/shared/route.ts'
import { z } from 'zod'

type Json = Record<string, unknown>

/** JSON Schema 2020-12 of a contract, as OpenAPI 3.1 wants it. */
const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return json
}

export const openApiDocument = (routes: RouteTable, version: string): Json => {
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '智慧市场 API',
      version,
      description: '错误一律是 {code, message, requestId, details?}；错误代码见 docs/generated/errors.md。',
    },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'smart_market_session' },
        bearer: { type: 'http', scheme: 'bearer', description: '登录得到的令牌，或以 smk_ 开头的接口密钥' },
      },
      schemas: {
        Error: {
          type: 'object',
          required: ['code', 'message', 'requestId'],
          properties: {
            code: { type: 'string', enum: Object.keys(errorTable) },
            message: { type: 'string' },
            requestId: { type: 'string' },
            details: { type: 'object' },
          },
        },
      },
    },
  }
}

const operation = (name: string, route: Route): Json => ({
  operationId: name,
  summary: route.summary,
  description: `谁可以用：${describeAccess(route.access)}`,
  tags: [tagOf(route.path)],
  ...(route.access.scope === 'public' ? { security: [] } : { security: [{ session: [] }, { bearer: [] }] }),
  parameters: [
    ...pathParameters(route.path),
    ...queryParameters(route.query),
    ...(route.upload === undefined ? [] : [fileNameHeader]),
  ],
  ...requestBody(route),
  responses: {
    [String(route.status ?? 200)]: { description: '成功', ...success(route) },
    default: {
      description: '被拒绝或出错',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  },
})

const fileNameHeader = {
  name: 'x-file-name',
  in: 'header',
  required: true,
  schema: { type: 'string' },
  description: '文件名，URI 编码',
}

const requestBody = (route: Route): Json => {
  if (route.upload !== undefined) {
    return {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }
  }
  if (route.body === undefined) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema: toSchema(route.body, 'input') } } } }
}

const success = (route: Route): Json => {
  if (route.file !== undefined) return { content: { [route.file]: { schema: { type: 'string', format: 'binary' } } } }
  if (route.output === undefined) return {}
  return { content: { 'application/json': { schema: toSchema(route.output, 'output') } } }
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

const queryParameters = (query: z.ZodType | undefined): Json[] => {
  if (query === undefined) return []
  const { properties = {}, required = [] } = toSchema(query, 'input') as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

const tagOf = (path: string): string => {
  const parts = path
    .split('/')
    .filter((part) => part !== '' && !part.startsWith('{') && part !== 'api' && part !== 'v1' && part !== 'markets')
  return parts[0] ?? 'markets'
}

export const describeAccess = (access: Access): string => {
  switch (access.scope) {
    case 'public':
      return '任何人'
    case 'self':
      return '登录者本人'
    case 'device':
      return '设备本身，按请求签名'
    case 'platform':
      return access.roles.join('、')
    case 'market':
      return [...access.roles, ...(access.keys ?? []).map((key) => `密钥 ${key}`)].join('、')
  }
}
