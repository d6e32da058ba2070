import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { readStored, writeStored } from '../../platform/storage.ts'
import { useForgettable } from '../../ui/guarded.tsx'
import type { QueryState } from '../../ui/states.tsx'
import { failureOf } from './use-query.ts'

export interface Kept<T> {
  readonly data: T
  /** When the server said so. */
  readonly at: string
  /** Why it is not from now; null while it is, or while a newer one is on its way. */
  readonly problem: string | null
  /** Said to this page since it was opened: whoever acts on it acts on what is so, not on what was. */
  readonly fresh: boolean
}

/** Counted up when an answer that phones keep changes its shape: what an older release kept is not read then. */
const shapes = 2

const parse = <T>(stored: string | null): Kept<T> | null => {
  try {
    const value = JSON.parse(stored ?? 'null') as { data: T; at: string; shapes?: number } | null
    // A release before this one could keep the nothing of a cut-off answer.
    return value?.shapes === shapes && value.data !== null
      ? { data: value.data, at: value.at, problem: null, fresh: false }
      : null
  } catch {
    return null
  }
}

const nameOf = (key: string): string => `kept-${key}`

const keep = (key: string, data: unknown, at: string): void =>
  writeStored(nameOf(key), JSON.stringify({ data, at, shapes }))

/**
 * Like useQuery, but the last answer stays on the phone: it is shown at once, and with its age while the network is
 * gone. `key` names it in storage; null asks nothing. `read` must be the same function while `key` is the same.
 * `put` takes what a write has answered, so that the page need not ask again.
 */
export const useKept = <T>(
  key: string | null,
  read: () => Promise<T>,
): { query: QueryState<Kept<T>>; reload: () => void; put: (data: T) => void } => {
  const [attempt, setAttempt] = useState(0)
  const [held, setHeld] = useState<{ key: string; query: QueryState<Kept<T>> } | null>(null)
  /** How often a write has answered: a read that was asked for before it may tell what was so before it. */
  const written = useRef(0)
  const forgettable = useForgettable()
  // While drawing: a page that throws at its first draw has run no effect yet.
  if (key !== null) forgettable(nameOf(key))

  const take = useCallback((of: string, data: T) => {
    const at = new Date().toISOString()
    keep(of, data, at)
    setHeld({ key: of, query: { status: 'data', data: { data, at, problem: null, fresh: true } } })
  }, [])
  useEffect(() => {
    if (key === null) return
    let current = true
    const asked = written.current
    const before = () => parse<T>(readStored(nameOf(key)))
    read().then(
      (data) => {
        // An answer that comes after the page was left must not come back into storage after a logout.
        if (current && asked === written.current) take(key, data)
      },
      (cause: unknown) => {
        const failure = failureOf(cause)
        const kept = before()
        const certain = failure.status !== 'error' || failure.missing
        if (!current || asked !== written.current) return
        if (certain || kept === null) setHeld({ key, query: failure })
        else setHeld({ key, query: { status: 'data', data: { ...kept, problem: failure.message } } })
      },
    )
    return () => {
      current = false
    }
  }, [key, read, attempt, take])

  const reload = useCallback(() => setAttempt((n) => n + 1), [])
  const put = useCallback(
    (data: T) => {
      if (key === null) return
      written.current += 1
      take(key, data)
    },
    [key, take],
  )
  // The same object at every draw, so that what is computed from it is computed once.
  const waiting = useMemo<QueryState<Kept<T>>>(() => {
    if (key === null) return { status: 'unasked' }
    const kept = parse<T>(readStored(nameOf(key)))
    return kept ? { status: 'data', data: kept } : { status: 'loading' }
  }, [key])
  return { query: held !== null && held.key === key ? held.query : waiting, reload, put }
}
