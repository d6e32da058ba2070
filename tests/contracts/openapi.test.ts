import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '@smart-market/server/http/openapi.ts'
import { api } from '@smart-market/shared/api.ts'
import { errorMessage, errorTable } from '@smart-market/shared/errors.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import type { RouteTable } from '@smart-market/shared/route.ts'

const routes: RouteTable = api

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 and names every route once', async () => {
    const document = openApiDocument(api, '1.0.0')
    const validator = new Validator()
    const result = await validator.validate(document)
    expect(result.errors ?? []).toEqual([])
    expect(validator.version).toBe('3.1')
    const operations = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
      (path) => Object.values(path).map((operation) => operation.operationId),
    )
    expect(operations.sort()).toEqual(Object.keys(routes).sort())
  })
})

describe('the route table', () => {
  it('has no two routes with the same method and path', () => {
    const places = Object.values(routes).map((route) => `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`)
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([])
  })

  it('declares a market in the path of every route of market scope', () => {
    const strays = Object.entries(routes).filter(
      ([, route]) => route.access.scope === 'market' && !route.path.includes('{marketId}'),
    )
    expect(strays.map(([name]) => name)).toEqual([])
  })

  it('is what the clients hold', () => {
    expect(paths).toEqual(
      Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, [route.method, route.path]])),
    )
  })
})

describe('the error table', () => {
  it.each(Object.entries(errorTable))('%s tells the person what happened in Chinese', (_, entry) => {
    expect(entry.message).toMatch(/[\u4e00-\u9fff].*[。？]$/)
  })

  it('leaves a placeholder visible that nobody filled', () => {
    expect(errorMessage('stall.not_found', {})).toContain('{code}')
    expect(errorMessage('stall.not_found', { code: 'A-001' })).toContain('A-001')
  })
})
