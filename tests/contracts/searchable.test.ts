import { expect, it } from 'vitest'
import { z } from 'zod'
import { api } from '@smart-market/shared/api.ts'
import type { RouteTable } from '@smart-market/shared/route.ts'

/** Paged lists without a search, each with its reason. */
const notSearched: Readonly<Record<string, string>> = {
  listPriceHistory: 'the prices of one listing in time: there is nothing to tell them apart by but the time',
}

const fieldsOf = (schema: z.ZodType | undefined): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
const paged = Object.entries(api as RouteTable).filter(([, { output }]) => {
  const fields = fieldsOf(output)
  return fields.includes('items') && fields.includes('total')
})

it('every paged list can be searched', () => {
  expect(paged.length).toBeGreaterThan(30)
  const without = paged.filter(([, { query }]) => !fieldsOf(query).includes('q')).map(([name]) => name)
  expect(without.toSorted()).toEqual(Object.keys(notSearched).toSorted())
})
