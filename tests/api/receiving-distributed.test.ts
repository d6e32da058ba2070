/** A city spreads its receiving tables over Citus by market_id: no key, no index that must be unique, no join without it. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const tables = ['events', 'forwards', 'heads', 'keys', 'markets', 'quarantine', 'seals'].map(
  (name) => `received_${name}`,
)

describe('the receiving schema', () => {
  it('has these tables and no others', async () => {
    const found = await rowsOf<{ name: string }>(
      app.deps.database.db,
      sql`select relname as name from pg_class where relkind = 'r' and relname like 'received%' order by 1`,
    )
    expect(found.map((row) => row.name)).toEqual(tables)
  })

  it('begins every primary key, unique index and secondary index with market_id', async () => {
    const indexes = await rowsOf<{ table: string; index: string; first: string }>(
      app.deps.database.db,
      sql`select t.relname as table, i.relname as index, a.attname as first
        from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
        where t.relname like 'received%'`,
    )
    expect(indexes.length).toBeGreaterThanOrEqual(tables.length)
    expect(indexes.filter(({ first }) => first !== 'market_id')).toEqual([])
  })

  it('declares no foreign key, which a distributed table could not keep', async () => {
    const keys = await rowsOf<{ name: string }>(
      app.deps.database.db,
      sql`select conname as name from pg_constraint where contype = 'f' and conrelid::regclass::text like 'received%'`,
    )
    expect(keys).toEqual([])
  })
})

describe('the receiving statements', () => {
  const folder = fileURLToPath(new URL('../../server/src/features/receiving/', import.meta.url))
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(folder + name, 'utf8') }))

  it('join on market_id alone', () => {
    const joins = sources.flatMap(({ text }) => [
      ...(text.match(/(?:inner|left)Join\([^\n]*/g) ?? []),
      ...(text.match(/\bjoin \w+ \w+ on [^\n]*/g) ?? []),
    ])
    expect(joins.length).toBeGreaterThanOrEqual(3)
    expect(joins.filter((join) => !/market_?id/i.test(join))).toEqual([])
  })

  it('name market_id in every condition of raw SQL on a receiving table', () => {
    const raw = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/sql`([^`]*)`/g)].map(([, statement = '']) => ({ name, statement })),
    )
    const onTables = raw.filter(({ statement }) => /\bfrom (received_|\$\{figuresSql|\$\{received)/.test(statement))
    expect(onTables.length).toBeGreaterThanOrEqual(2)
    expect(onTables.filter(({ statement }) => !/market_?id/i.test(statement))).toEqual([])
  })
})
