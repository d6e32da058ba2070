import { useCallback, useEffect, useRef, useState } from 'react'
import { beaconsSeen, type BeaconPlace, type PositionState } from '@smart-market/shared/wayfinding/position.ts'
import { canHearBeacons, hearBeacons } from '../../platform/beacon.ts'
import { useHidden } from '../../platform/navigation.ts'

export interface BeaconUse {
  /** `none`: this market has no beacons, or this phone cannot hear any. */
  readonly state: 'none' | 'off' | 'on' | 'failed'
  readonly start: () => void
  readonly stop: () => void
}

const noBeacons: readonly BeaconPlace[] = []

/**
 * Listens only after the shopper asked for it on the map, and stops as soon as the map is left. What is heard turns
 * into a place on this phone.
 */
export const useBeacons = (
  places: readonly BeaconPlace[] = noBeacons,
  turn: (next: (state: PositionState) => PositionState) => void,
): BeaconUse => {
  const [state, setState] = useState<'off' | 'on' | 'failed'>('off')
  const leave = useRef<(() => void) | null>(null)
  const latest = useRef(turn)
  useEffect(() => {
    latest.current = turn
  })
  const stop = useCallback(() => {
    leave.current?.()
    leave.current = null
    setState('off')
  }, [])
  useHidden(stop)
  useEffect(() => () => leave.current?.(), [])
  const start = () => {
    setState('on')
    const uuids = [...new Set(places.map(({ uuid }) => uuid))]
    hearBeacons(uuids, (seen) => latest.current((before) => beaconsSeen(before, places, seen, Date.now()))).then(
      (end) => {
        leave.current = end
      },
      () => setState('failed'),
    )
  }
  return { state: canHearBeacons && places.length > 0 ? state : 'none', start, stop }
}
