import { useEffect, useMemo } from 'react'
import { client } from '../../platform/request.ts'
import { guideText } from '../../text-guide.ts'
import { useQuery } from '../reading/use-query.ts'
import { findWay, type Way, type Wish } from './find-way.ts'
import { readOffers } from './read-offers.ts'
import type { From, PhoneGuide } from './use-guide.ts'

export type WayState = Way | { readonly status: 'none' } | { readonly status: 'working' }

/** Where the way begins is rounded, so that each trembling of a beacon does not draw another one, metres. */
const coarse = 3

const settledFrom = (from: From): From =>
  from && 'x' in from
    ? { levelId: from.levelId, x: Math.round(from.x / coarse) * coarse, y: Math.round(from.y / coarse) * coarse }
    : from

/** The way for a wish, found on this phone. The server hears what goods are asked for and that a way was found; never where. */
export const useWay = (
  marketCode: string,
  guide: PhoneGuide | null,
  wish: Wish | null,
  from: From,
  stepFree: boolean,
): { way: WayState; retry: () => void } => {
  const [offers, retry] = useQuery(readOffers, wish === null ? null : { marketCode, wish })
  const startKey = JSON.stringify(settledFrom(from) ?? null)
  const wishKey = JSON.stringify(wish)
  const way = useMemo<WayState>(() => {
    const asked = JSON.parse(wishKey) as Wish | null
    if (asked === null) return { status: 'none' }
    if (offers.status === 'error' || offers.status === 'forbidden')
      return { status: 'refused', message: guideText.offline }
    if (guide === null || offers.status !== 'data') return { status: 'working' }
    return findWay(guide, asked, offers.data, { from: JSON.parse(startKey) as From, stepFree })
  }, [guide, wishKey, offers, startKey, stepFree])

  const found = way.status === 'found' ? true : way.status === 'refused' ? false : null
  useEffect(() => {
    // Counted for the market's own evidence; without a network it is simply not counted.
    if (found !== null) client.noteRoute({ params: { marketCode }, body: { found } }).catch(() => undefined)
  }, [found, wishKey, marketCode])
  return { way, retry }
}
