import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { api } from '@smart-market/shared/api.ts'

it('has each route under a name of its own: of two of one name, clients would only find the second', async () => {
  const folder = new URL('../../shared/src/contracts/', import.meta.url)
  const seen = new Map<string, string>()
  const twice: string[] = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const contract = (await import(new URL(file, folder).href)) as Record<string, unknown>
    for (const [table, routes] of Object.entries(contract).filter(([name]) => name.endsWith('Routes')))
      for (const name of Object.keys(routes as object)) {
        if (seen.has(name)) twice.push(`${name} in ${seen.get(name) ?? ''} and ${table}`)
        seen.set(name, table)
      }
  }
  expect(twice).toEqual([])
  expect(Object.keys(api).sort()).toEqual([...seen.keys()].sort())
})
