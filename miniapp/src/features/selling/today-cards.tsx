import { View } from '@tarojs/components'
import { useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import { openPage } from '../../platform/navigation.ts'
import { readStored, writeStored } from '../../platform/storage.ts'
import { payText } from '../../text-pay.ts'
import { stallText } from '../../text-stall.ts'
import { text } from '../../text.ts'
import { Card } from '../../ui/card.tsx'
import { Cell } from '../../ui/cell.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Tag } from '../../ui/tag.tsx'
import { quantityText, stockOf } from '../goods/goods-view.ts'
import { yuanText } from '../money/amounts.ts'
import { dateText, whenText } from '../reading/words.ts'
import type { Today } from './read-today.ts'
import { paperMark, salesRows } from './today-view.ts'

const words = stallText.today
const readKey = 'read-notices'
const mostRead = 100
const mostShown = 5

const shownIncome = 3

const None = ({ text: said }: { text: string }) => <View className="card__empty">{said}</View>

export const SalesCard = ({ sales, at, now }: { sales: Today['sales']; at: string; now: Date }) => {
  if (sales === null)
    return (
      <Card title={words.sales}>
        <None text={words.salesHidden} />
      </Card>
    )
  const { rows, total, refunds } = salesRows(sales.items)
  return (
    <Card title={words.sales} note={text.asOf(whenText(at, now))}>
      {rows.length === 0 && <None text={words.salesNone} />}
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
      {refunds !== null && (
        <View className="sum sum--soft">
          <View>{`${refunds.name} ${refunds.count}`}</View>
          <View>{refunds.amount}</View>
        </View>
      )}
      {rows.length > 0 && <View className="card__foot">{words.declared}</View>}
    </Card>
  )
}

export const ComplaintsCard = ({ complaints }: { complaints: Today['complaints'] }) =>
  complaints.length === 0 ? null : (
    <Card title={`${words.complaints} ${complaints.length}`}>
      {complaints.slice(0, mostShown).map(({ complaintId, category, nextDueOn, overdue }) => (
        <Cell
          key={complaintId}
          id={`complaint-${complaintId}`}
          title={labels.complaintCategory[category]}
          value={
            nextDueOn !== null && (
              <Tag tone={overdue ? 'bad' : 'warn'} text={words.dueOn(dateText(nextDueOn).slice(5))} />
            )
          }
          onTap={() => openPage('sellerComplaint', { complaint: complaintId })}
        />
      ))}
    </Card>
  )

export const FoodCard = ({ day, now }: { day: Pick<Today, 'holds' | 'toTest' | 'lastTestAt'>; now: Date }) => (
  <Card title={words.food}>
    {day.holds.map(({ salesHoldId, commodityName, reason }) => (
      <NoticeBar
        key={salesHoldId}
        tone="bad"
        text={`${words.held(commodityName, labels.holdReason[reason])}。${words.heldNote}`}
      />
    ))}
    {day.toTest.slice(0, mostShown).map(({ batchId, commodityName }) => (
      <Cell key={batchId} title={words.toTest(commodityName)} note={words.toTestNote} />
    ))}
    {day.holds.length === 0 && day.toTest.length === 0 && <None text={words.foodFine} />}
    <Cell
      id="open-food"
      title={day.lastTestAt === null ? words.neverTested : words.lastTest(whenText(day.lastTestAt, now))}
      onTap={() => openPage('sellerFood')}
    />
  </Card>
)

export const IncomeCard = ({ income, now }: { income: Today['income']; now: Date }) =>
  income === null ? null : (
    <Card title={payText.cameIn}>
      {income.length === 0 && <None text={payText.cameInNone} />}
      {income.slice(0, shownIncome).map((one) => (
        <View key={one.stallPaymentId} className="sum">
          <View>{`${whenText(one.paidAt ?? one.openedAt, now)} ${payText.ways[one.channel ?? 'wechat']}`}</View>
          <View>{`${yuanText(one.amountFen)} 元`}</View>
        </View>
      ))}
      {income.length > 0 && <Cell id="open-income" title={payText.look} onTap={() => openPage('sellerIncome')} />}
    </Card>
  )

export const LowStockCard = ({ low }: { low: Today['low'] }) => (
  <Card title={words.lowStock}>
    {low.length === 0 && <None text={words.lowStockNone} />}
    {low.slice(0, mostShown).map((listing) => (
      <Cell
        key={listing.listingId}
        id={`low-${listing.listingId}`}
        title={listing.name}
        note={listing.stallCode}
        value={
          <Tag
            tone={stockOf(listing).tone}
            text={stockOf(listing).soldOut ? stockOf(listing).text : quantityText(listing.available ?? 0, listing)}
          />
        }
        onTap={() => openPage('sellerGoods')}
      />
    ))}
  </Card>
)

export const PapersCard = ({ papers }: { papers: Today['papers'] }) => (
  <Card title={words.papers}>
    {papers.length === 0 && <None text={words.noPapers} />}
    {papers.map((paper) => (
      <Cell
        key={paper.documentId}
        title={paper.documentName}
        note={paper.holder}
        value={<Tag {...paperMark(paper.daysLeft)} />}
        onTap={() => openPage('sellerPapers')}
      />
    ))}
  </Card>
)

/** What the market publishes counts as confirmed once it was opened here. */
export const NoticesCard = ({ notices, marketCode }: { notices: Today['notices']; marketCode: string }) => {
  const [read, setRead] = useState(() => (readStored(readKey) ?? '').split(' '))
  const open = (noticeId: string) => {
    const next = [...read.slice(-mostRead), noticeId]
    writeStored(readKey, next.join(' '))
    setRead(next)
    openPage('notice', { market: marketCode, notice: noticeId })
  }
  const unread = notices.filter(({ noticeId }) => !read.includes(noticeId))
  return (
    <Card title={unread.length === 0 ? words.notices : `${words.notices} ${unread.length}`}>
      {unread.length === 0 && <None text={words.noNotices} />}
      {unread.slice(0, mostShown).map(({ noticeId, title, kind }) => (
        <Cell
          key={noticeId}
          id={`notice-${noticeId}`}
          title={title}
          note={words.noticeNote(labels.noticeKind[kind])}
          onTap={() => open(noticeId)}
        />
      ))}
    </Card>
  )
}
