import type { OrderGroupView } from '@smart-market/shared/contracts/orders.ts'
import { yuanText } from '../../../features/money/amounts.ts'
import { MarketMessages, MessageLines } from '../../../features/messages/market-messages.tsx'
import { shopperStateText } from '../../../features/orders/order-view.ts'
import { OwnList } from '../../../features/reading/own-list.tsx'
import { useQuery } from '../../../features/reading/use-query.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper } from '../../../features/session/shopper.ts'
import { openPage, openTab } from '../../../platform/navigation.ts'
import { messageText } from '../../../text-messages.ts'
import { shopText } from '../../../text-shop.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const words = shopText.orders
const newest = 100

const statesOf = ({ stallOrders }: OrderGroupView): string =>
  stallOrders.map((order) => `${order.stallCode} ${shopperStateText(order)}`).join('，')

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

const readOrders = (marketCode: string) =>
  asShopper((api) => api.listMyOrders({ params: { marketCode }, query: { pageSize: newest } }))

function OrdersPage() {
  return (
    <OwnList
      title={words.title}
      keptAs="orders"
      search={{ hint: words.search, label: words.searchLabel }}
      read={readOrders}
      none={<NoOrders />}
      found={(marketCode, q) => <Found marketCode={marketCode} q={q} />}
    >
      {({ items }, marketCode) => (
        <>
          <MarketMessages marketCode={marketCode} />
          {items.map((group) => (
            <GroupCard key={group.orderGroupId} marketCode={marketCode} group={group} now={new Date()} />
          ))}
        </>
      )}
    </OwnList>
  )
}

export default guarded(OrdersPage)
