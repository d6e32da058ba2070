import { useRef, useState } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import { shopText } from '../../text-shop.ts'

const words = shopText.write

/** How the last thing sent stands. `unsure`: it may have arrived or not; never shown as done. */
export type WriteState =
  | { readonly status: 'idle' }
  | { readonly status: 'sending' }
  | { readonly status: 'refused'; readonly code: string; readonly message: string }
  | { readonly status: 'unsure'; readonly message: string }

/** The server's refusals are certain; a lost answer or a broken server is not. */
export const writeFailureOf = (cause: unknown): WriteState => {
  if (cause instanceof ApiError && (cause.status < 500 || cause.code === 'server.busy'))
    return { status: 'refused', code: cause.code, message: `${words.failed}${cause.message}` }
  return { status: 'unsure', message: words.unsure }
}

/**
 * Does one thing at a time: what comes while it is under way is dropped. A page is drawn anew only after the tap, so that
 * a second tap of wet hands may still see the button as it was; the ref knows better.
 */
export const useOneAtATime = (): { busy: boolean; alone: (work: () => Promise<void>) => Promise<void> } => {
  const [busy, setBusy] = useState(false)
  const working = useRef(false)
  const alone = async (work: () => Promise<void>): Promise<void> => {
    if (working.current) return
    working.current = true
    setBusy(true)
    try {
      await work()
    } finally {
      working.current = false
      setBusy(false)
    }
  }
  return { busy, alone }
}

/** Sends one thing at a time; a tap while it is on its way does nothing. `true` only for a certain success. */
export const useWrite = (): {
  state: WriteState
  run: (send: () => Promise<unknown>) => Promise<boolean>
  clear: () => void
} => {
  const [state, setState] = useState<WriteState>({ status: 'idle' })
  const { alone } = useOneAtATime()
  const run = async (send: () => Promise<unknown>): Promise<boolean> => {
    let done = false
    await alone(async () => {
      setState({ status: 'sending' })
      try {
        await send()
        setState({ status: 'idle' })
        done = true
      } catch (cause) {
        setState(writeFailureOf(cause))
      }
    })
    return done
  }
  return { state, run, clear: () => setState({ status: 'idle' }) }
}
