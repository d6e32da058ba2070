/** Live pages: the server says "something changed" over SSE and what is on screen is read again. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { marketKey } from './query.ts'
import { throttled } from './throttle.ts'

const quietestMs = 1000
/** Without a stream the pages still grow old slowly instead of for ever. */
const fallbackMs = 60_000
const reopenMs = 15_000

/** Keeps the market's queries fresh; returns whether the stream is open. */
export const useLiveUpdates = (marketId: string): boolean => {
  const queryClient = useQueryClient()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const refresh = throttled(() => void queryClient.invalidateQueries({ queryKey: marketKey(marketId) }), quietestMs)
    let source: EventSource | undefined
    let reopen: number | undefined
    let wasOpen = false
    const connect = (): void => {
      source = new EventSource(`/api/v1/markets/${encodeURIComponent(marketId)}/changes`)
      source.onopen = () => {
        // Something may have changed while the stream was down.
        if (wasOpen) refresh()
        wasOpen = true
        setOpen(true)
      }
      source.addEventListener('change', refresh)
      source.onerror = () => {
        setOpen(false)
        if (source?.readyState === EventSource.CLOSED) reopen = window.setTimeout(connect, reopenMs)
      }
    }
    connect()
    const fallback = window.setInterval(() => {
      if (source?.readyState !== EventSource.OPEN) refresh()
    }, fallbackMs)
    return () => {
      window.clearInterval(fallback)
      window.clearTimeout(reopen)
      source?.close()
    }
  }, [marketId, queryClient])
  return open
}
