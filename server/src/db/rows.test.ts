import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { rowsTable } from './rows.ts'

const client = new PGlite()
const db = drizzle(client)
afterAll(() => client.close())

interface Row {
  readonly name: string | null
  readonly pieces: number | null
  readonly fen: number
  readonly day: string
}

const text = fc.oneof(
  fc.constantFrom('', 'NULL', 'null', '{}', '"', '\\', '\\"', 'a,b', ' 生菜 ', '\n'),
  fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value)),
)
const row = fc.record<Row>({
  name: fc.option(text),
  pieces: fc.option(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })),
  fen: fc.maxSafeInteger(),
  day: fc.constantFrom('2026-03-02', '2024-02-29'),
})

it('gives every row back as it was, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
      const table = rowsTable(rows, { name: 'text', pieces: 'int', fen: 'bigint', day: 'date' })
      const { rows: back } = await db.execute(
        sql`select r.name, r.pieces, r.fen::text as fen, r.day::text as day from ${table} r`,
      )
      expect(back).toEqual(rows.map(({ fen, ...rest }) => ({ ...rest, fen: String(fen) })))
    }),
    { numRuns: 100 },
  )
}, 60_000)
