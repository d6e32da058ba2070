import { QueryCache, QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { errorText, isSignedOut, mayRetry } from './errors.ts'
import { useMarketId } from './session.ts'

/** `onSignedOut` runs when any query finds that the session has ended. */
export const createQueryClient = (onSignedOut: () => void): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isSignedOut(error)) onSignedOut()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && mayRetry(error),
        refetchOnWindowFocus: true,
      },
    },
  })

export const marketKey = (marketId: string, ...rest: readonly unknown[]): readonly unknown[] => [
  'market',
  marketId,
  ...rest,
]

/**
 * A write on the current market: afterwards everything shown of the market is read again, because one record can
 * move points, work list and counts at once. `done` is the short word shown on success.
 */
export const useMarketMutation = <I, O>(
  write: (input: I, marketId: string) => Promise<O>,
  options: { done?: string | ((output: O) => string); quiet?: boolean } = {},
) => {
  const marketId = useMarketId()
  const queryClient = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: (input: I) => write(input, marketId),
    onSuccess: (output) => {
      const { done } = options
      if (done !== undefined) void message.success(typeof done === 'string' ? done : done(output))
      void queryClient.invalidateQueries({ queryKey: marketKey(marketId) })
    },
    onError: (error) => {
      if (options.quiet !== true) void message.error(errorText(error), 6)
    },
  })
}
