import type { MessageOffer, WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'
import { canSubscribe } from '../../platform/subscribe.ts'
import type { tellingText } from '../../text-telling.ts'
import { useQuery } from '../reading/use-query.ts'
import { asShopper } from '../session/shopper.ts'
import { TellingCard } from './telling-card.tsx'

const readOffer = ({ marketCode }: { marketCode: string }) =>
  asShopper((api) => api.getMyMessageOffer({ params: { marketCode } }))

/**
 * What the shopper may be asked about; null in a browser, without a market, or when it cannot be read: everything stays
 * readable on the pages.
 */
export const useShopperOffer = (marketCode: string | null): { loading: boolean; offer: MessageOffer | null } => {
  const wanted = canSubscribe && marketCode !== null
  const [query] = useQuery(readOffer, wanted ? { marketCode } : null)
  return { loading: wanted && query.status === 'loading', offer: query.status === 'data' ? query.data : null }
}

interface ShopperTellingProps {
  readonly marketCode: string
  readonly offer: MessageOffer | null
  readonly kinds: readonly WechatMessageKind[]
  readonly words: (typeof tellingText)['order' | 'complaint']
}

export const ShopperTelling = ({ marketCode, offer, kinds, words }: ShopperTellingProps) =>
  offer === null ? null : (
    <TellingCard
      words={words}
      offer={offer}
      kinds={kinds}
      send={(body) => asShopper((api) => api.answerMyMessageOffer({ params: { marketCode }, body }))}
    />
  )
