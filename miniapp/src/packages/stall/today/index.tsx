import { View } from '@tarojs/components'
import { useCallback } from 'react'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useEvery } from '../../../features/reading/use-every.ts'
import { useKept } from '../../../features/reading/use-kept.ts'
import { waitingOrders } from '../../../features/selling/new-orders.ts'
import { OrderRow } from '../../../features/selling/order-row.tsx'
import { readToday } from '../../../features/selling/read-today.ts'
import { SellerPage } from '../../../features/selling/seller-page.tsx'
import {
  ComplaintsCard,
  FoodCard,
  IncomeCard,
  LowStockCard,
  NoticesCard,
  PapersCard,
  SalesCard,
} from '../../../features/selling/today-cards.tsx'
import { useOpenOrders } from '../../../features/selling/use-open-orders.ts'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { TellingCard } from '../../../features/telling/telling-card.tsx'
import { stallText } from '../../../text-stall.ts'
import { tellingText } from '../../../text-telling.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Loading, QueryView } from '../../../ui/states.tsx'

const words = stallText.today
const lookAgainMs = 60_000
const newOrder = ['new_order'] as const

const TodayPage = (use: SellerUse) => {
  const { seller, call, renew } = use
  const orders = useOpenOrders(use)
  const read = useCallback(async () => {
    await renew()
    return readToday(call, seller)
  }, [seller, call, renew])
  const { query, reload } = useKept('seller-today', read)
  useEvery(lookAgainMs, true, reload)
  const again = () => {
    reload()
    orders.reload()
  }
  const waiting = orders.query.status === 'data' ? waitingOrders(orders.query.data.data) : []
  return (
    <SellerPage tab="today" demo={seller.demo} orders={orders} onPull={again}>
      {/* One after the other, so that nothing that is being read is pushed down. */}
      {orders.query.status === 'loading' && <Loading />}
      {orders.query.status === 'data' && <KeptNotice kept={orders.query.data} onRetry={again} />}
      {orders.query.status === 'data' && (
        <Card title={`${words.toAccept} ${waiting.length}`}>
          {waiting.length === 0 && <View className="card__empty">{words.noneToAccept}</View>}
        </Card>
      )}
      {waiting.map((order) => (
        <OrderRow key={order.stallOrderId} order={order} now={new Date()} />
      ))}
      {orders.query.status !== 'loading' && (
        <QueryView query={query} onRetry={again}>
          {({ data, at, problem }) => (
            <>
              {orders.query.status !== 'data' && <KeptNotice kept={{ at, problem }} onRetry={again} />}
              {data.offer && (
                <TellingCard
                  words={tellingText.stall}
                  offer={data.offer}
                  kinds={newOrder}
                  several={tellingText.stall}
                  send={(body) =>
                    call((api) => api.answerStallMessageOffer({ params: { marketId: seller.marketId }, body }))
                  }
                />
              )}
              <ComplaintsCard complaints={data.complaints} />
              <FoodCard day={data} now={new Date()} />
              <SalesCard sales={data.sales} at={at} now={new Date()} />
              <IncomeCard income={data.income} now={new Date()} />
              <LowStockCard low={data.low} />
              <PapersCard papers={data.papers} />
              <NoticesCard notices={data.notices} marketCode={seller.marketCode} />
              <View className="block">
                <Button id="refresh" kind="plain" text={words.refresh} onTap={again} />
              </View>
            </>
          )}
        </QueryView>
      )}
    </SellerPage>
  )
}

function SellerTodayPage() {
  return <SellerGate>{(use) => <TodayPage {...use} />}</SellerGate>
}

export default guarded(SellerTodayPage)
