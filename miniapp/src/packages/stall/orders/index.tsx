import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { ListEnd } from '../../../features/reading/list-end.tsx'
import { usePaged } from '../../../features/reading/use-paged.ts'
import { numberText } from '../../../features/reading/words.ts'
import { OrderRow } from '../../../features/selling/order-row.tsx'
import { SellerPage } from '../../../features/selling/seller-page.tsx'
import { queueOf, type Queue } from '../../../features/selling/today-view.ts'
import { useOpenOrders } from '../../../features/selling/use-open-orders.ts'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { stallText } from '../../../text-stall.ts'
import { guarded } from '../../../ui/guarded.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = stallText.orders
const queues: readonly Queue[] = ['accept', 'pick', 'handOver', 'done']

const History = ({ seller, call }: SellerUse) => {
  const read = useCallback(
    (marketId: string, page: number) => call((api) => api.listStallOrders({ params: { marketId }, query: { page } })),
    [call],
  )
  const { query, loadMore } = usePaged(read, seller.marketId)
  return (
    <QueryView
      query={query}
      onRetry={loadMore}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty title={words.none} />}
    >
      {({ items, last, more }) => (
        <>
          {items.map((order) => (
            <OrderRow key={order.stallOrderId} order={order} now={new Date()} />
          ))}
          <ListEnd more={more} count={words.unit(numberText(last.total))} onMore={loadMore} />
        </>
      )}
    </QueryView>
  )
}

const OrdersPage = (use: SellerUse) => {
  const [chosen, setChosen] = useState<Queue>('accept')
  const orders = useOpenOrders(use)
  const { query, reload } = orders
  const open = query.status === 'data' ? query.data.data : []
  const countOf = (queue: Queue) => open.filter((order) => queueOf(order) === queue).length
  return (
    <SellerPage
      tab="orders"
      demo={use.seller.demo}
      orders={orders}
      onPull={reload}
      pinned={
        <View className="finder">
          <View className="queues">
            {queues.map((queue) => (
              <Tap
                key={queue}
                id={`queue-${queue}`}
                className={`chip ${queue === chosen ? 'chip--chosen' : ''}`}
                chosen={queue === chosen}
                onTap={() => setChosen(queue)}
              >
                {queue === 'done' ? words.done : words.count(words[queue], countOf(queue))}
              </Tap>
            ))}
          </View>
        </View>
      }
    >
      {chosen === 'done' ? (
        <History {...use} />
      ) : (
        <QueryView query={query} onRetry={reload}>
          {(kept) => {
            const shown = kept.data.filter((order) => queueOf(order) === chosen)
            return (
              <>
                <KeptNotice kept={kept} onRetry={reload} />
                {shown.length === 0 && <Empty title={words.none} />}
                {shown.map((order) => (
                  <OrderRow key={order.stallOrderId} order={order} now={new Date()} />
                ))}
              </>
            )
          }}
        </QueryView>
      )}
    </SellerPage>
  )
}

function SellerOrdersPage() {
  return <SellerGate>{(use) => <OrdersPage {...use} />}</SellerGate>
}

export default guarded(SellerOrdersPage)
