import { useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Account = Item<'listPaymentAccounts'>
export type Patrol = Output<'listStallCodePatrol'>

export const useAccounts = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'payment-accounts'),
    queryFn: () => client.listPaymentAccounts({ params: { marketId } }),
  })

export const useOpenAccount = () =>
  useMarketMutation(
    (body: Body<'openPaymentAccount'>, marketId) => client.openPaymentAccount({ params: { marketId }, body }),
    { done: '已登记', quiet: true },
  )

export const useCloseAccount = () =>
  useMarketMutation(
    (paymentAccountId: string, marketId) => client.closePaymentAccount({ params: { marketId, paymentAccountId } }),
    { done: '已停用' },
  )

export const usePatrol = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'stall-code-patrol'),
    queryFn: () => client.listStallCodePatrol({ params: { marketId } }),
  })

/** Gives every stall without a code one, and makes what was given ready for printing. */
export const useMakeCodes = () =>
  useMarketMutation(
    async (_: undefined, marketId) => {
      const params = { marketId }
      await client.issueStallCodes({ params, body: {} })
      return client.printStallCodes({ params })
    },
    { done: ({ printed }) => (printed === 0 ? '每个摊位的码都已制作' : `已制作 ${printed} 个码，可以下载打印`) },
  )

export const useScan = () =>
  useMarketMutation((body: Body<'scanStallCode'>, marketId) => client.scanStallCode({ params: { marketId }, body }), {
    quiet: true,
  })
