import { useEffect, useState } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import { text } from '../../text.ts'
import type { QueryState } from '../../ui/states.tsx'

/** A refusal carries the server's own Chinese words; anything else means that nothing answered. */
export const failureOf = (cause: unknown): QueryState<never> => {
  if (!(cause instanceof ApiError)) return { status: 'error', message: text.offline, missing: false }
  const { status, message } = cause
  if (status === 401 || status === 403) return { status: 'forbidden', message }
  return { status: 'error', message, missing: status === 404 || status === 410 }
}

/** Pages leave their own action out while there is one thing to do, and it stands in the middle of the page. */
export const saysWhatNext = (query: QueryState<unknown>): boolean =>
  query.status === 'unasked' || (query.status === 'error' && !query.missing)

const loading = { status: 'loading' } as const
const unasked = { status: 'unasked' } as const

/**
 * Reads once for each `input`, which is plain data compared by its JSON; null asks nothing. `read` must be the same function
 * at every call. An answer is shown only for the input it was asked with.
 */
export const useQuery = <I, T>(read: (input: I) => Promise<T>, input: I | null): [QueryState<T>, retry: () => void] => {
  const [attempt, setAttempt] = useState(0)
  const [answer, setAnswer] = useState<{ asked: string; query: QueryState<T> } | null>(null)
  const key = JSON.stringify(input)
  const asked = `${attempt} ${key}`

  useEffect(() => {
    const wanted = JSON.parse(key) as I | null
    if (wanted === null) return
    let current = true
    const settle = (query: QueryState<T>) => current && setAnswer({ asked, query })
    read(wanted).then(
      (data) => settle({ status: 'data', data }),
      (cause: unknown) => settle(failureOf(cause)),
    )
    return () => {
      current = false
    }
  }, [read, key, asked])
  const query = input === null ? unasked : answer?.asked === asked ? answer.query : loading
  return [query, () => setAttempt(attempt + 1)]
}
