/**
 * A checkout that was sent and not answered yet: its key and its body, kept on the phone until the server's answer is
 * certain, so that every retry, also after the app was closed, is the same order. Pure but for storage.
 */
import type { ApiClient } from '../../platform/request.ts'
import { readStored, removeStored, writeStored } from '../../platform/storage.ts'

export type CheckoutInput = Parameters<ApiClient['checkOut']>[0]['body']
export interface Pending {
  readonly marketCode: string
  readonly body: CheckoutInput
}
const storageKey = 'pending-checkout'

export const readPending = (marketCode: string): Pending | null => {
  try {
    const value = JSON.parse(readStored(storageKey) ?? 'null') as Pending | null
    return value?.marketCode === marketCode && typeof value.body.idempotencyKey === 'string' ? value : null
  } catch {
    return null
  }
}
export const keepPending = (pending: Pending): void => writeStored(storageKey, JSON.stringify(pending))
export const dropPending = (): void => removeStored(storageKey)
