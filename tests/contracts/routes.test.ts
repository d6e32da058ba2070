import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { api } from '@smart-market/shared/api.ts'

it('has each route under a name of its own: of two of one name, clients would only find the second', async () => {
  const folder = new URL('../../shared/src/contracts/', import.meta.url)
  const seen = new Map<string, { table: string; route: unknown }>()
  const twice: string[] = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const contract = (await import(new URL(file, folder).href)) as Record<string, unknown>
    for (const [table, routes] of Object.entries(contract).filter(([name]) => name.endsWith('Routes')))
      for (const [name, route] of Object.entries(routes as object)) {
        const known = seen.get(name)
        // A table put together from parts shows the same route again.
        if (known !== undefined && known.route !== route) twice.push(`${name} in ${known.table} and ${table}`)
        seen.set(name, { table, route })
      }
  }
  expect(twice).toEqual([])
  expect(Object.keys(api).sort()).toEqual([...seen.keys()].sort())
})
