import { useCallback, useEffect, useState } from 'react'
import type { ScaleWeighing } from '@smart-market/shared/contracts/orders.ts'
import { useEvery } from '../reading/use-every.ts'
import type { SellerUse } from '../session/seller.tsx'

export interface Scale {
  readonly connected: boolean
  readonly weighings: readonly ScaleWeighing[]
}
const none: Scale = { connected: false, weighings: [] }
/** One looks from the scale to the phone. */
const everyMs = 3000

/**
 * What the stall's networked scale has just weighed, while a line waits for its weight. Nothing is said when it cannot
 * be read: the weight can always be typed.
 */
export const useScale = ({ seller, call }: SellerUse, stallOrderId: string, on: boolean): Scale => {
  const { marketId } = seller
  const [scale, setScale] = useState(none)
  const read = useCallback(() => {
    if (!on) return
    void call((api) => api.listScaleWeighings({ params: { marketId, stallOrderId } })).then(
      ({ connected, items }) => setScale({ connected, weighings: items }),
      () => setScale(none),
    )
  }, [call, marketId, stallOrderId, on])
  useEffect(read, [read])
  useEvery(everyMs, on, read)
  return on ? scale : none
}
