/** Price tags for printing and cutting: name, price with its unit, origin, stall, and the day of the price. */
import { formatFen } from '@smart-market/shared/money.ts'
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import { Button, Empty, Flex } from 'antd'
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Listing, useMarketCode, useTagListings } from './api.ts'
import { groupByStall } from './model.ts'

export const PriceTags = (): ReactNode => {
  const marketId = useMarketId()
  const { values } = useListSearch()
  const { stall } = values
  const tags = useTagListings(marketId, stall)
  const market = useMarketCode(marketId)
  return (
    <main className="print-page">
      <Flex wrap gap="small" className="no-print" justify="center" style={{ padding: 16 }}>
        <Button type="primary" onClick={() => window.print()}>
          打印
        </Button>
        <LinkButton goTo={{ page: 'prices', ...(stall === undefined ? {} : { search: { stall } }) }}>
          返回价格
        </LinkButton>
      </Flex>
      <PageTitle className="tags-title">{`${market.data?.name ?? ''} 价签`}</PageTitle>
      <QueryView query={tags} isEmpty={(d) => d.items.length === 0} empty={<Empty description="没有在售的商品" />}>
        {({ items }) =>
          groupByStall(items).map(({ stallCode, listings }) => (
            <section key={stallCode} aria-label={`摊位 ${stallCode}`}>
              <h2 className="tags-stall no-print">{`摊位 ${stallCode}，${listings.length} 张`}</h2>
              <div className="tags">
                {listings.map((listing) => (
                  <Tag key={listing.listingId} listing={listing} market={market.data} />
                ))}
              </div>
            </section>
          ))
        }
      </QueryView>
    </main>
  )
}

interface TagProps {
  readonly listing: Listing
  readonly market: { readonly code: string; readonly demo: boolean } | undefined
}

const Tag = ({ listing: l, market }: TagProps): ReactNode => (
  <article className="price-tag">
    <div className="price-tag-name">{l.name}</div>
    <div className="price-tag-price">
      <strong>{formatFen(l.priceFen)}</strong> {priceUnit(l)}
    </div>
    <dl>
      <div>
        <dt>产地</dt>
        <dd>{l.origin ?? <span className="price-tag-blank" aria-label="空着，手写" role="img" />}</dd>
      </div>
      {l.specification !== null && (
        <div>
          <dt>规格</dt>
          <dd>{l.specification}</dd>
        </div>
      )}
      <div>
        <dt>摊位</dt>
        <dd>{l.stallCode}</dd>
      </div>
      <div>
        <dt>价格日期</dt>
        <dd>{l.priceOn}</dd>
      </div>
    </dl>
    {market !== undefined && (
      <figure className="price-tag-code">
        <img src={`/g/${market.code}-${l.listingId}/qr.svg`} alt={`${l.name}的价签码`} width={76} height={76} />
        <figcaption>扫码看今天的价格、检测和来源</figcaption>
      </figure>
    )}
    {market?.demo === true && <div className="quiet">演示数据</div>}
  </article>
)
