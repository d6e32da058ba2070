import type { Sql, TransactionSql } from 'postgres'
import { expect, it } from 'vitest'
import { prepareRepeated } from './prepare-repeated.ts'

/** Notes which statements it was asked to prepare. */
const recorder = () => {
  const asked: [text: string, prepare: boolean | undefined][] = []
  const client = {
    unsafe: (text: string, _params: unknown, options?: { prepare?: boolean }) => asked.push([text, options?.prepare]),
    begin: (work: (tx: TransactionSql) => unknown) => Promise.resolve(work(client as unknown as TransactionSql)),
  }
  return { asked, client: client as unknown as Sql }
}

it('prepares a statement from its second use on, in a transaction as outside', async () => {
  const { asked, client } = recorder()
  const db = prepareRepeated(client)
  void db.unsafe('a')
  await db.begin((tx) => {
    void tx.unsafe('b')
    void tx.unsafe('a')
    return []
  })
  void db.unsafe('a')
  expect(asked).toEqual([
    ['a', false],
    ['b', false],
    ['a', true],
    ['a', true],
  ])
})

it('forgets statements that came once, long ago, and goes on preparing what repeats', () => {
  const { asked, client } = recorder()
  const db = prepareRepeated(client)
  void db.unsafe('old')
  for (let n = 0; n < 1000; n++) void db.unsafe(`list of ${n}`)
  asked.length = 0
  for (const text of ['old', 'new', 'new']) void db.unsafe(text)
  expect(asked).toEqual([
    ['old', false],
    ['new', false],
    ['new', true],
  ])
})
