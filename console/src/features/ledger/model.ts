import { labels } from '@smart-market/shared/text/zh.ts'
import { type Query } from '../../lib/client.ts'
import { oneOf, type SearchValues } from '../../lib/search-params.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { LedgerRow, Zone } from './api.ts'

export type LedgerFilters = Query<'exportLedger'>

/** Filters of the address that the server knows; anything else is dropped. */
export const ledgerFilters = (values: SearchValues): LedgerFilters => ({
  q: values['q'],
  zoneId: values['zoneId'],
  occupancy: oneOf(values['occupancy'], ['occupied', 'vacant']),
  documents: oneOf(values['documents'], ['expired', 'missing', 'complete']),
  screen: oneOf(values['screen'], ['alive', 'silent', 'none']),
})

export const ledgerSorts = ['stallCode', 'merchantName', 'zoneName', 'nextExpiryOn', 'creditGrade'] as const

export const filterWords = {
  occupancy: { occupied: '有人经营', vacant: '空摊位' },
  documents: { expired: '有证件过期', missing: '缺证件', complete: '证件齐全' },
  screen: labels.screenState,
} as const

export interface Told {
  readonly tone: Tone
  readonly text: string
}

/** State of a stall's papers in one word. */
export const documentState = (row: LedgerRow): Told | null => {
  if (row.merchantId === null) return null
  if (row.licencesExpired > 0) return { tone: 'bad', text: `${row.licencesExpired} 份过期` }
  if (row.licenceCount === 0) return { tone: 'bad', text: '没有证照' }
  return { tone: 'good', text: `${row.licenceCount} 份有效` }
}

export const screenTone: Record<LedgerRow['screenState'], Tone> = { alive: 'good', silent: 'bad', none: 'off' }

export interface ZoneDevice {
  readonly name: string
  readonly told: Told
}

/** What a zone should have and what is alive in it; not required is said, not hidden. */
export const zoneDevices = (zone: Zone): ZoneDevice[] =>
  (
    [
      ['摄像头', zone.requiresCamera, zone.camerasAlive],
      ['烟感', zone.requiresSmoke, zone.smokeHeadsAlive],
      ['测温', zone.requiresThermal, zone.thermalsAlive],
    ] as const
  ).map(([name, required, alive]) => ({
    name,
    told:
      alive > 0
        ? { tone: 'good', text: `${alive} 台在线` }
        : required
          ? { tone: 'bad', text: '应有，没有在线' }
          : { tone: 'off', text: '不要求' },
  }))
