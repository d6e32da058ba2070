import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import { businessDate } from '@smart-market/shared/time.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useEvery } from '../../../features/reading/use-every.ts'
import { useKept } from '../../../features/reading/use-kept.ts'
import { numberText, whenText } from '../../../features/reading/words.ts'
import { OrderRow } from '../../../features/selling/order-row.tsx'
import { readOpenOrders } from '../../../features/selling/read-orders.ts'
import { SellerPage } from '../../../features/selling/seller-page.tsx'
import { paperMark, queueOf, salesRows } from '../../../features/selling/today-view.ts'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { openPage } from '../../../platform/navigation.ts'
import { readStored, writeStored } from '../../../platform/storage.ts'
import { stallText } from '../../../text-stall.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'

const words = stallText.today
const lookAgainMs = 30_000
const pageSize = 200
const mostPages = 5
const readKey = 'read-notices'
const newestNotices = 20

/** All of today's sales, as far as five pages reach. */
const readSales = async (call: SellerUse['call'], marketId: string) => {
  const today = businessDate(new Date())
  const sales = []
  for (let page = 1; page <= mostPages; page++) {
    const { items, total } = await call((api) =>
      api.listSales({ params: { marketId }, query: { from: today, to: today, page, pageSize } }),
    )
    sales.push(...items.map(({ channel, amountFen }) => ({ channel, amountFen })))
    if (sales.length >= total || items.length === 0) return { sales, complete: true }
  }
  return { sales, complete: false }
}

const readToday = async ({ call, seller }: SellerUse) => {
  const params = { marketId: seller.marketId }
  const [sales, orders, papers, notices] = await Promise.all([
    readSales(call, seller.marketId),
    readOpenOrders(call, seller),
    call((api) => api.listExpiringDocuments({ params, query: { withinDays: 30 } })),
    call((api) => api.listNotices({ params, query: { state: 'published', pageSize: newestNotices } })),
  ])
  return { sales, orders, papers: papers.items, notices: notices.items }
}
type Today = Awaited<ReturnType<typeof readToday>>

const Sales = ({ sales, at, now }: { sales: Today['sales']; at: string; now: Date }) => {
  const { rows, total } = salesRows(sales.sales)
  return (
    <Card title={words.sales} note={text.asOf(whenText(at, now))}>
      {rows.length === 0 && <View className="card__empty">{words.salesNone}</View>}
      {rows.map(({ name, count, amount }) => (
        <View key={name} className="sum">
          <View>{`${name} ${count}`}</View>
          <View>{amount}</View>
        </View>
      ))}
      {rows.length > 0 && (
        <View className="sum sum--total">
          <View>{`${total.name} ${total.count}`}</View>
          <View>{total.amount}</View>
        </View>
      )}
      {!sales.complete && <View className="card__foot">{words.truncated(numberText(sales.sales.length))}</View>}
      {rows.length > 0 && <View className="card__foot">{words.declared}</View>}
    </Card>
  )
}

const Papers = ({ papers }: { papers: Today['papers'] }) => (
  <Card title={words.papers}>
    {papers.length === 0 && <View className="card__empty">{words.noPapers}</View>}
    {papers.map((paper) => (
      <Cell
        key={paper.documentId}
        title={paper.documentName}
        note={paper.holder}
        value={<Tag {...paperMark(paper.daysLeft)} />}
      />
    ))}
  </Card>
)

const Notices = ({ notices, marketCode }: { notices: Today['notices']; marketCode: string }) => {
  const [read, setRead] = useState(() => (readStored(readKey) ?? '').split(' '))
  const open = (noticeId: string) => {
    const next = [...read.slice(-newestNotices * 5), noticeId]
    writeStored(readKey, next.join(' '))
    setRead(next)
    openPage('notice', { market: marketCode, notice: noticeId })
  }
  const unread = notices.filter(({ noticeId }) => !read.includes(noticeId))
  return (
    <Card title={words.notices}>
      {unread.length === 0 && <View className="card__empty">{words.noNotices}</View>}
      {unread.slice(0, 5).map(({ noticeId, title, kind }) => (
        <Cell
          key={noticeId}
          id={`notice-${noticeId}`}
          title={title}
          note={labels.noticeKind[kind]}
          onTap={() => open(noticeId)}
        />
      ))}
    </Card>
  )
}

const TodayPage = (use: SellerUse) => {
  const { seller, call } = use
  const read = useCallback(() => readToday({ seller, call, leave: () => undefined }), [seller, call])
  const { query, reload } = useKept('seller-today', read)
  useEvery(lookAgainMs, true, reload)
  return (
    <SellerPage tab="today" demo={seller.demo}>
      <QueryView query={query} onRetry={reload}>
        {(kept) => {
          const waiting = kept.data.orders.filter((order) => queueOf(order) === 'accept')
          return (
            <>
              <KeptNotice kept={kept} onRetry={reload} />
              <Card title={`${words.toAccept} ${waiting.length}`}>
                {waiting.length === 0 && <View className="card__empty">{words.noneToAccept}</View>}
              </Card>
              {waiting.map((order) => (
                <OrderRow key={order.stallOrderId} order={order} now={new Date()} />
              ))}
              <Sales sales={kept.data.sales} at={kept.at} now={new Date()} />
              <Papers papers={kept.data.papers} />
              <Notices notices={kept.data.notices} marketCode={seller.marketCode} />
              <View className="block">
                <Button id="refresh" kind="plain" text={words.refresh} onTap={reload} />
              </View>
            </>
          )
        }}
      </QueryView>
    </SellerPage>
  )
}

export default function SellerTodayPage() {
  return <SellerGate>{(use) => <TodayPage {...use} />}</SellerGate>
}
