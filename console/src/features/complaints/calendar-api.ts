import { useQuery } from '@tanstack/react-query'
import { type Body, client, type Output } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type CalendarYear = Output<'listCalendarYears'>['items'][number]
export type NewYear = Body<'importCalendarYears'>['years'][number]

export const useCalendar = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'calendar'),
    queryFn: () => client.listCalendarYears({ params: { marketId } }),
  })

export const useRules = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'service-rules'),
    queryFn: () => client.listServiceRules({ params: { marketId } }),
  })

export const useImportCalendar = () =>
  useMarketMutation(
    (body: Body<'importCalendarYears'>, marketId) => client.importCalendarYears({ params: { marketId }, body }),
    { done: ({ clocksMoved }) => `已导入，${clocksMoved} 个期限重算`, quiet: true },
  )
