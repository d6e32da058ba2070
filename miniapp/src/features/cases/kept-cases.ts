/** The codes of this phone's complaints and reports: the only key to them, kept nowhere else. */
import { readStored, writeStored } from '../../platform/storage.ts'

export interface KeptCase {
  readonly code: string
  readonly kind: 'complaint' | 'report'
  readonly marketName: string
  readonly stallCode: string | null
  readonly at: string
}
const storageKey = 'cases'
const mostKept = 50

/** Empty unless the stored text has this version's shape. */
export const readCases = (): readonly KeptCase[] => {
  try {
    const value = JSON.parse(readStored(storageKey) ?? '[]') as KeptCase[]
    return value.every(({ code, kind }) => typeof code === 'string' && typeof kind === 'string') ? value : []
  } catch {
    return []
  }
}

export const keepCase = (one: KeptCase): void =>
  writeStored(storageKey, JSON.stringify([one, ...readCases()].slice(0, mostKept)))
