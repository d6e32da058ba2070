import { useEffect, useState } from 'react'
import type { QueryState } from '../../ui/states.tsx'
import { failureOf } from './use-query.ts'

interface ListPage {
  readonly items: readonly unknown[]
  readonly total: number
}
export type More = 'none' | 'idle' | 'loading' | 'failed'
export interface Paged<P extends ListPage> {
  readonly items: readonly P['items'][number][]
  /** The newest page as it came, for totals and as-of times. */
  readonly last: P
  readonly more: More
}

/** What came so far for one input, and why the newest page did not. */
interface Held<P> {
  readonly key: string
  readonly pages: readonly P[]
  readonly failure: QueryState<never> | null
}

const stateOf = <P extends ListPage>({ pages, failure }: Held<P>, wanted: number): QueryState<Paged<P>> => {
  const last = pages[pages.length - 1]
  if (last === undefined) return failure ?? { status: 'loading' }
  const items = pages.flatMap((page) => page.items)
  const complete = last.items.length === 0 || items.length >= last.total
  const more = complete ? 'none' : failure ? 'failed' : wanted > pages.length ? 'loading' : 'idle'
  return { status: 'data', data: { items, last, more } }
}

/**
 * A list that grows page by page. Another `input` (search words, zone), compared by its JSON, starts over; null asks nothing.
 * `readPage` must be the same function at every call. Rows already shown stay when a later page fails; `loadMore` then
 * asks for that page again.
 */
export const usePaged = <I, P extends ListPage>(
  readPage: (input: I, page: number) => Promise<P>,
  input: I | null,
): { query: QueryState<Paged<P>>; loadMore: () => void } => {
  const key = JSON.stringify(input)
  const [wish, setWish] = useState({ key, page: 1, attempt: 0 })
  const [kept, setKept] = useState<Held<P>>({ key, pages: [], failure: null })
  const { page, attempt } = wish.key === key ? wish : { page: 1, attempt: 0 }
  const held: Held<P> = kept.key === key ? kept : { key, pages: [], failure: null }
  const isHeld = held.pages.length >= page

  useEffect(() => {
    const wanted = JSON.parse(key) as I | null
    if (wanted === null || isHeld) return
    let current = true
    const keep = (pages: readonly P[], failure: Held<P>['failure']) =>
      current && setKept((before) => ({ key, pages: [...(before.key === key ? before.pages : []), ...pages], failure }))
    readPage(wanted, page).then(
      (next) => keep([next], null),
      (cause: unknown) => keep([], failureOf(cause)),
    )
    return () => {
      current = false
    }
  }, [readPage, key, page, attempt, isHeld])

  const query: QueryState<Paged<P>> = input === null ? { status: 'unasked' } : stateOf(held, page)
  const loadMore = () => {
    if (held.failure !== null) {
      setKept({ ...held, failure: null })
      setWish({ key, page, attempt: attempt + 1 })
    } else if (query.status === 'data' && query.data.more === 'idle') setWish({ key, page: page + 1, attempt })
  }
  return { query, loadMore }
}
