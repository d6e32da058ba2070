import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import { text } from '@/text'
import type { QueryState } from '@/ui/states'

/** A refusal carries the server's own Chinese words; anything else means that nothing answered. */
export const failureOf = (cause: unknown): { status: 'forbidden' | 'error'; message: string } => {
  if (!(cause instanceof ApiError)) return { status: 'error', message: text.offline }
  return { status: cause.status === 401 || cause.status === 403 ? 'forbidden' : 'error', message: cause.message }
}

/**
 * Reads once for each `key`; a null key waits. The answer to an older key never replaces that to a newer one.
 */
export const useQuery = <T>(key: string | null, read: () => Promise<T>): [QueryState<T>, retry: () => void] => {
  const [query, setQuery] = useState<QueryState<T>>({ status: 'loading' })
  const turn = useRef(0)
  const reader = useRef(read)
  reader.current = read

  const start = useCallback(() => {
    const mine = ++turn.current
    const settle = (next: QueryState<T>) => mine === turn.current && setQuery(next)
    setQuery({ status: 'loading' })
    reader.current().then(
      (data) => settle({ status: 'data', data }),
      (cause: unknown) => settle(failureOf(cause)),
    )
  }, [])

  useEffect(() => {
    if (key !== null) start()
    return () => void turn.current++
  }, [key, start])
  return [query, start]
}
