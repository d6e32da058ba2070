import { useCallback, useEffect, useRef, useState } from 'react'
import type { QueryState } from '@/ui/states'
import { failureOf } from './use-query'

interface ListPage<T> {
  readonly items: readonly T[]
  readonly total: number
}
export interface Paged<T, P> {
  readonly items: readonly T[]
  /** The newest page as it came, for totals and as-of times. */
  readonly last: P
  readonly more: 'none' | 'idle' | 'loading' | 'failed'
}

/**
 * A list that grows page by page. A new `key` (search words, zone) starts over; an answer to an older key is dropped.
 * Rows already shown stay when a later page fails.
 */
export const usePaged = <T, P extends ListPage<T>>(key: string | null, readPage: (page: number) => Promise<P>) => {
  const [query, setQuery] = useState<QueryState<Paged<T, P>>>({ status: 'loading' })
  const turn = useRef(0)
  const next = useRef(1)
  const busy = useRef(false)
  const reader = useRef(readPage)
  reader.current = readPage

  const readNext = useCallback(async (before: readonly T[]) => {
    const mine = turn.current
    busy.current = true
    try {
      const last = await reader.current(next.current)
      if (mine !== turn.current) return
      next.current += 1
      const items = [...before, ...last.items]
      const more = last.items.length > 0 && items.length < last.total ? 'idle' : 'none'
      setQuery({ status: 'data', data: { items, last, more } })
    } catch (cause) {
      if (mine !== turn.current) return
      if (before.length === 0) setQuery(failureOf(cause))
      else setQuery((q) => (q.status === 'data' ? { ...q, data: { ...q.data, more: 'failed' } } : q))
    } finally {
      if (mine === turn.current) busy.current = false
    }
  }, [])

  const restart = useCallback(() => {
    turn.current += 1
    next.current = 1
    setQuery({ status: 'loading' })
    void readNext([])
  }, [readNext])

  useEffect(() => {
    if (key !== null) restart()
    return () => void turn.current++
  }, [key, restart])

  const loadMore = () => {
    if (busy.current || query.status !== 'data' || query.data.more === 'none') return
    setQuery({ ...query, data: { ...query.data, more: 'loading' } })
    void readNext(query.data.items)
  }
  return { query, restart, loadMore }
}
