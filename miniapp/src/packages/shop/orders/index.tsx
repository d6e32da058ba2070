import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { OrderGroupView } from '@smart-market/shared/contracts/orders.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { yuanText } from '../../../features/money/amounts.ts'
import { MarketMessages, MessageLines } from '../../../features/messages/market-messages.tsx'
import { stateText } from '../../../features/orders/order-view.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { useQuery } from '../../../features/reading/use-query.ts'
import { useSettled } from '../../../features/reading/use-settled.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper, hasShopperSession } from '../../../features/session/shopper.ts'
import { openPage, openTab, usePageParams, useShown } from '../../../platform/navigation.ts'
import { messageText } from '../../../text-messages.ts'
import { shopText } from '../../../text-shop.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { Page } from '../../../ui/page.tsx'
import { isWorthSearching, SearchBar } from '../../../ui/search-bar.tsx'
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

const readFound = ({ marketCode, q }: { marketCode: string; q: string }) =>
  asShopper(async (api) => {
    const asked = { params: { marketCode }, query: { q, pageSize: newest } }
    const [orders, messages] = await Promise.all([api.listMyOrders(asked), api.listMyMessages(asked)])
    return { orders: orders.items, messages: messages.items }
  })

/** Orders, and what the market has ever told about them, read or not. */
const Found = ({ marketCode, q }: { marketCode: string; q: string }) => {
  const [query, retry] = useQuery(readFound, { marketCode, q })
  return (
    <QueryView
      query={query}
      onRetry={retry}
      isEmpty={({ orders, messages }) => orders.length + messages.length === 0}
      empty={<Empty title={words.noMatch(q)} hint={words.noMatchHint} />}
    >
      {({ orders, messages }) => (
        <>
          {messages.length > 0 && (
            <Card title={messageText.title}>
              <MessageLines messages={messages} />
            </Card>
          )}
          {orders.map((group) => (
            <GroupCard key={group.orderGroupId} marketCode={marketCode} group={group} now={new Date()} />
          ))}
        </>
      )}
    </QueryView>
  )
}

/** `?market=CODE` */
export default function OrdersPage() {
  const { market: chosen } = useChosenMarket()
  const marketCode = usePageParams().market ?? chosen?.code ?? ''
  const known = marketCode !== '' && hasShopperSession()
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  const read = useCallback(
    () => asShopper((api) => api.listMyOrders({ params: { marketCode }, query: { pageSize: newest } })),
    [marketCode],
  )
  const { query, reload } = useKept(known ? `orders-${marketCode}` : null, read)
  useShown(reload)
  const total = query.status === 'data' ? query.data.data.total : 0
  return (
    <Page
      onPull={reload}
      title={words.title}
      demo={chosen?.code === marketCode && (chosen?.demo ?? false)}
      pinned={
        isWorthSearching(total, typed) && (
          <View className="finder">
            <SearchBar value={typed} placeholder={words.search} label={words.searchLabel} onInput={setTyped} />
          </View>
        )
      }
    >
      {q !== '' ? (
        <Found marketCode={marketCode} q={q} />
      ) : known ? (
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
