import { useState } from 'react'
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

/** Sends one thing at a time; a tap while it is on its way does nothing. `true` only for a certain success. */
export const useWrite = (): {
  state: WriteState
  run: (send: () => Promise<unknown>) => Promise<boolean>
  clear: () => void
} => {
  const [state, setState] = useState<WriteState>({ status: 'idle' })
  const run = async (send: () => Promise<unknown>): Promise<boolean> => {
    if (state.status === 'sending') return false
    setState({ status: 'sending' })
    try {
      await send()
      setState({ status: 'idle' })
      return true
    } catch (cause) {
      setState(writeFailureOf(cause))
      return false
    }
  }
  return { state, run, clear: () => setState({ status: 'idle' }) }
}
