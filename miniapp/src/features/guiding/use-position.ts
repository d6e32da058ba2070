import { useEffect, useState } from 'react'
import {
  noPosition,
  scannedAt,
  shownPosition,
  type PositionState,
  type ShownPosition,
} from '@smart-market/shared/wayfinding/position.ts'
import { readStored, writeStored } from '../../platform/storage.ts'

/** Where the shopper stands on one plan. Kept on this phone only, and never part of a request. */
export interface Standing {
  readonly planId: string
  readonly state: PositionState
  /** The stall whose code was scanned or typed; null once beacons have moved the point. */
  readonly stallCode: string | null
}

const storageKey = 'position'
const tickMs = 5_000

/** Null unless the stored text has this version's shape and belongs to the plan. */
export const parseStanding = (stored: string | null, planId: string): Standing | null => {
  try {
    const value = JSON.parse(stored ?? 'null') as Partial<Standing> | null
    const fix = value?.state?.fix
    const sound = value?.planId === planId && Array.isArray(fix?.at) && typeof fix?.seenAt === 'number'
    return sound && fix ? { planId, state: { fix, readings: {} }, stallCode: value.stallCode ?? null } : null
  } catch {
    return null
  }
}

/** Remembers a scanned stall for the map, from wherever the code was scanned. */
export const keepStanding = (standing: Standing | null): void =>
  writeStored(
    storageKey,
    standing === null ? '' : JSON.stringify({ ...standing, state: { fix: standing.state.fix, readings: {} } }),
  )

export interface PositionUse {
  readonly standing: Standing | null
  readonly shown: ShownPosition | null
  readonly at: (stallCode: string, spot: { readonly levelId: string; readonly x: number; readonly y: number }) => void
  /** Takes what beacons say. */
  readonly turn: (next: (state: PositionState) => PositionState) => void
  readonly forget: () => void
}

/** `planId` null while the plan is being read. */
export const usePosition = (planId: string | null): PositionUse => {
  const [held, setHeld] = useState<Standing | null>(null)
  const [now, setNow] = useState(() => Date.now())
  const standing =
    planId === null ? null : held?.planId === planId ? held : parseStanding(readStored(storageKey), planId)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  const keep = (next: Standing) => {
    keepStanding(next)
    setHeld(next)
    setNow(Date.now())
  }
  return {
    standing,
    shown: standing === null ? null : shownPosition(standing.state, Math.max(now, standing.state.fix?.seenAt ?? 0)),
    at: (stallCode, { levelId, x, y }) => {
      if (planId === null) return
      keep({ planId, stallCode, state: scannedAt(noPosition, { levelId, at: [x, y] }, Date.now()) })
    },
    turn: (next) => {
      if (planId === null) return
      const state = next(standing?.state ?? noPosition)
      const still = state.fix?.source === 'scan'
      keep({ planId, state, stallCode: still ? (standing?.stallCode ?? null) : null })
    },
    forget: () => {
      keepStanding(null)
      setHeld(planId === null ? null : { planId, stallCode: null, state: noPosition })
    },
  }
}
