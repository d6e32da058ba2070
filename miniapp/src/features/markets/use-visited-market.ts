import { useEffect, useState } from 'react'
import { client } from '../../platform/request.ts'
import { useQuery } from '../reading/use-query.ts'
import { useChosenMarket, type ChosenMarket } from './chosen-market.tsx'

const readMarket = async (marketCode: string): Promise<ChosenMarket> => {
  const { code, name, demo } = await client.getPublicMarketHome({ params: { marketCode } })
  return { code, name, demo }
}

/**
 * The market of a page that a printed code or a link may have opened, before any market was chosen or in another one.
 * It becomes the chosen one, once: what is put into the bag there must be found in the bag. Tells whether it is a
 * demonstration; no, while that is being read.
 */
export const useVisitedMarket = (marketCode: string): boolean => {
  const { market, choose } = useChosenMarket()
  const [asked] = useState(() => (marketCode === '' || market?.code === marketCode ? null : marketCode))
  const [query] = useQuery(readMarket, asked)
  const found = query.status === 'data' ? query.data : null
  useEffect(() => {
    if (found !== null) choose(found)
  }, [found, choose])
  return market?.code === marketCode ? market.demo : (found?.demo ?? false)
}
