import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type StallOrder = Output<'getStallOrder'>

export const useStallOrders = (marketId: string, query: Query<'listStallOrders'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'stall-orders', query),
    queryFn: () => client.listStallOrders({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useStallOrder = (marketId: string, stallOrderId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'stall-order', stallOrderId),
    queryFn: () => client.getStallOrder({ params: { marketId, stallOrderId } }),
  })

export type Step = 'accept' | 'pick' | 'ready'
const stepCalls = {
  accept: client.acceptStallOrder,
  pick: client.startPicking,
  ready: client.finishPicking,
} as const
export const useStep = (stallOrderId: string) =>
  useMarketMutation((step: Step, marketId) => stepCalls[step]({ params: { marketId, stallOrderId } }), {
    done: '已记录',
  })

export type End = 'decline' | 'abandon'
export const useEndOrder = (stallOrderId: string) =>
  useMarketMutation(
    ({ end, reason }: { end: End; reason: string }, marketId) =>
      (end === 'decline' ? client.declineStallOrder : client.abandonStallOrder)({
        params: { marketId, stallOrderId },
        body: { reason },
      }),
    { done: '订单已结束，已付的钱原路退回', quiet: true },
  )

export const useWeigh = (stallOrderId: string) =>
  useMarketMutation(
    ({ lineNo, quantity }: { lineNo: number; quantity: number }, marketId) =>
      client.weighLine({ params: { marketId, stallOrderId, lineNo: String(lineNo) }, body: { quantity } }),
    { done: '已记录', quiet: true },
  )

export const useHandOver = (stallOrderId: string) =>
  useMarketMutation(
    (body: Body<'handOver'>, marketId) => client.handOver({ params: { marketId, stallOrderId }, body }),
    { done: '已交货', quiet: true },
  )

export const useRefund = (stallOrderId: string) =>
  useMarketMutation(
    (body: Body<'refundStallOrder'>, marketId) => client.refundStallOrder({ params: { marketId, stallOrderId }, body }),
    { done: '已申请退款，到账后这里会写明', quiet: true },
  )
