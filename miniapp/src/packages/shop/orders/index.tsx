import { useCallback } from 'react'
import type { OrderGroupView } from '@smart-market/shared/contracts/orders.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { yuanText } from '../../../features/money/amounts.ts'
import { MarketMessages } from '../../../features/messages/market-messages.tsx'
import { stateText } from '../../../features/orders/order-view.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper, hasShopperSession } from '../../../features/session/shopper.ts'
import { openPage, openTab, usePageParams, useShown } from '../../../platform/navigation.ts'
import { shopText } from '../../../text-shop.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const words = shopText.orders
const newest = 100

const statesOf = ({ stallOrders }: OrderGroupView): string =>
  stallOrders.map((order) => `${order.stallCode} ${stateText(order)}`).join('，')

interface GroupCardProps {
  readonly marketCode: string
  readonly group: OrderGroupView
  readonly now: Date
}

const GroupCard = ({ marketCode, group, now }: GroupCardProps) => (
  <Card>
    <Cell
      id={`group-${group.orderGroupId}`}
      title={`${words.stalls(group.stallOrders.length)}  ${yuanText(group.amountFen)} 元`}
      note={`${statesOf(group)} · ${words.placedAt(whenText(group.placedAt, now))}`}
      onTap={() => openPage('order', { market: marketCode, group: group.orderGroupId })}
    />
  </Card>
)

const NoOrders = () => (
  <Empty
    title={words.none}
    hint={words.noneHint}
    action={<Button text={shopText.bag.goShopping} onTap={() => openTab('home')} />}
  />
)

/** `?market=CODE` */
export default function OrdersPage() {
  const { market: chosen } = useChosenMarket()
  const marketCode = usePageParams().market ?? chosen?.code ?? ''
  const known = marketCode !== '' && hasShopperSession()
  const read = useCallback(
    () => asShopper((api) => api.listMyOrders({ params: { marketCode }, query: { pageSize: newest } })),
    [marketCode],
  )
  const { query, reload } = useKept(known ? `orders-${marketCode}` : null, read)
  useShown(reload)
  return (
    <Page onPull={reload} title={words.title} demo={chosen?.code === marketCode && (chosen?.demo ?? false)}>
      {known ? (
        <QueryView query={query} onRetry={reload} isEmpty={({ data }) => data.items.length === 0} empty={<NoOrders />}>
          {(kept) => (
            <>
              <MarketMessages marketCode={marketCode} />
              <KeptNotice kept={kept} onRetry={reload} />
              {kept.data.items.map((group) => (
                <GroupCard key={group.orderGroupId} marketCode={marketCode} group={group} now={new Date()} />
              ))}
            </>
          )}
        </QueryView>
      ) : (
        <NoOrders />
      )}
    </Page>
  )
}
