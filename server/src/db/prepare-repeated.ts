/**
 * drizzle sends every statement anew, which costs PostgreSQL a second round trip and a parse each time. This stands
 * between the two and has a statement prepared from its second use on. Texts that come once, such as lists of varying
 * length, stay unprepared, and no connection keeps more than `most` statements.
 */
import type { Sql, TransactionSql } from 'postgres'

const most = 1000

type Client = Sql | TransactionSql

export const prepareRepeated = (client: Sql): Sql => {
  const once = new Set<string>()
  const prepared = new Set<string>()
  const isRepeated = (text: string): boolean => {
    if (prepared.has(text)) return true
    if (once.delete(text) && prepared.size < most) {
      prepared.add(text)
      return true
    }
    once.add(text)
    const [oldest] = once
    if (once.size > most && oldest !== undefined) once.delete(oldest)
    return false
  }
  const wrap = <C extends Client>(inner: C): C =>
    new Proxy(inner, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        switch (name) {
          case 'unsafe':
            return (text: string, params?: never[]) => target.unsafe(text, params, { prepare: isRepeated(text) })
          case 'begin':
          case 'savepoint':
            return (work: (tx: TransactionSql) => unknown) =>
              (member as (work: (tx: TransactionSql) => unknown) => unknown).call(target, (tx) => work(wrap(tx)))
          default:
            return member
        }
      },
    })
  return wrap(client)
}
