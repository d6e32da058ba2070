/** What a browser was paying for when it left for a payment page, for the way back. */
import { readStored, removeStored, writeStored } from '../../platform/storage.ts'

const leftKey = 'paying'
const leftForMs = 30 * 60_000

/** An order group, or a payment at a stall. */
export interface Left {
  readonly market: string
  readonly group?: string
  readonly payment?: string
}

export const rememberLeft = (left: Left, atMs: number): void =>
  writeStored(leftKey, JSON.stringify({ ...left, at: atMs }))

export const forgetLeft = (): void => removeStored(leftKey)

/** Forgotten once read, and after half an hour. */
export const takeLeft = (now: Date): Left | null => {
  const stored = readStored(leftKey)
  if (stored === null) return null
  removeStored(leftKey)
  try {
    const { at, ...left } = JSON.parse(stored) as Left & { at: number }
    return now.getTime() - at < leftForMs ? left : null
  } catch {
    return null
  }
}
