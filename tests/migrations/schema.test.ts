/** What every table promises (docs/adr/0004), read from the database itself. */
import { readdir } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '@smart-market/server/db/client.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

/** Reference tables, which exist across markets. */
const acrossMarkets = ['users', 'memberships', 'sessions', 'login_failures', 'commodities', 'payer_identities']
/** Lookups by a number that the market is not yet known for. */
const globallyUnique = ['markets__code']

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const query = async <Row extends Record<string, unknown>>(statement: ReturnType<typeof sql>): Promise<Row[]> =>
  rowsOf<Row>(app.deps.database.db, statement)

const tables = async () =>
  query<{ name: string; secured: boolean; policies: number; owner: string }>(sql`
    select c.relname as name, c.relrowsecurity as secured, pg_get_userbyid(c.relowner) as owner,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`)

describe('every table', () => {
  it('is under row-level security with at least one policy', async () => {
    const open = (await tables()).filter((table) => !table.secured || table.policies === 0)
    expect(open.map((table) => table.name)).toEqual([])
  })

  it('keeps no money of others: nothing here is a wallet, a balance or a payout', async () => {
    const names = (await tables()).map((table) => table.name)
    expect(names).toContain('payments')
    expect(names.filter((name) => /wallet|balance|payout|withdraw|settlement/.test(name))).toEqual([])
  })

  it('belongs to neither role that serves requests', async () => {
    const owned = (await tables()).filter((table) => table.owner.startsWith('market_'))
    expect(owned).toEqual([])
  })

  it('begins its primary key, unique constraints and foreign keys with market_id', async () => {
    const constraints = await query<{ table: string; name: string; first: string }>(sql`
      select t.relname as table, c.conname as name, a.attname as first
      from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
      join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
      where n.nspname = 'public' and c.contype in ('p', 'u', 'f')
        and (c.confrelid = 0 or c.confrelid::regclass::text <> all (string_to_array(${acrossMarkets.join(',')}, ',')))`)
    const strays = constraints.filter(
      ({ table, name, first }) => first !== 'market_id' && !acrossMarkets.includes(table) && !globallyUnique.includes(name),
    )
    expect(strays).toEqual([])
  })
})

describe('what has been recorded', () => {
  it.each(['audit_log', 'feed_events', 'sales', 'sale_lines', 'judgements', 'assessment_snapshots'])(
    'cannot be changed or deleted in %s by any role that serves',
    async (table) => {
      const rights = await query<{ held: string }>(sql`
        select holder || ' may ' || deed as held
        from unnest(array['market_app', 'market_system']) as holder, unnest(array['UPDATE', 'DELETE']) as deed
        where has_table_privilege(holder, ${table}, deed)`)
      expect(rights).toEqual([])
    },
  )
})

describe('the migrations', () => {
  it('keep the snapshot of the newest alone: the next is made from it, and each is half a megabyte', async () => {
    const folder = new URL('../../server/src/db/migrations/', import.meta.url)
    const newest = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort().at(-1) ?? ''
    const snapshots = (await readdir(new URL('meta/', folder))).filter((name) => name.endsWith('_snapshot.json'))
    expect(snapshots).toEqual([`${newest.slice(0, 4)}_snapshot.json`])
  })
})
