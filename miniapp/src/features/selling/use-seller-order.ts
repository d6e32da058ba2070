import { useCallback } from 'react'
import type { StallOrderView } from '@smart-market/shared/contracts/orders.ts'
import type { ApiClient } from '../../platform/request.ts'
import { useKept } from '../reading/use-kept.ts'
import type { SellerUse } from '../session/seller.tsx'
import { useWrite } from '../writing/use-write.ts'
import { canFinish } from './weigh-view.ts'

/** Typed, or as the networked scale says. */
export type Picked = { readonly quantity: number } | { readonly weighingSaleId: string }
type Declared = 'cash' | 'pos_card' | 'other'

/**
 * One order and what its stall does with it. Each step shows the order as the server answered, never as hoped; what the
 * phone kept of it is shown only when the server cannot be asked, since its buttons would be those of an earlier state.
 */
export const useSellerOrder = ({ seller, call }: SellerUse, stallOrderId: string) => {
  const { marketId } = seller
  const read = useCallback(
    () => call((api) => api.getStallOrder({ params: { marketId, stallOrderId } })),
    [call, marketId, stallOrderId],
  )
  const { query: known, reload, put } = useKept(stallOrderId === '' ? null : `seller-order-${stallOrderId}`, read)
  const asking = known.status === 'data' && !known.data.fresh && known.data.problem === null
  const query: typeof known = asking ? { status: 'loading' } : known
  const { state, run } = useWrite()
  const params = { marketId, stallOrderId }
  const step = async (send: (api: ApiClient) => Promise<StallOrderView>): Promise<StallOrderView> => {
    const order = await call(send)
    put(order)
    return order
  }
  const finish = () => step((api) => api.finishPicking({ params }))
  return {
    query,
    reload,
    state,
    accept: () =>
      run(async () => {
        await step((api) => api.acceptStallOrder({ params }))
        await step((api) => api.startPicking({ params }))
      }),
    start: () => run(() => step((api) => api.startPicking({ params }))),
    /** With `thenFinish` the order is made ready when nothing else is open. */
    weigh: (lineNo: number, body: Picked, thenFinish: boolean) =>
      run(async () => {
        const order = await step((api) => api.weighLine({ params: { ...params, lineNo: String(lineNo) }, body }))
        if (thenFinish && canFinish(order)) await finish()
      }),
    finish: () => run(finish),
    handOver: (pickupCode: string, declaredMeans?: Declared) =>
      run(() =>
        step((api) => api.handOver({ params, body: { pickupCode, ...(declaredMeans ? { declaredMeans } : {}) } })),
      ),
    decline: (reason: string) => run(() => step((api) => api.declineStallOrder({ params, body: { reason } }))),
    abandon: (reason: string) => run(() => step((api) => api.abandonStallOrder({ params, body: { reason } }))),
  }
}
export type SellerOrder = ReturnType<typeof useSellerOrder>
