import { View } from '@tarojs/components'
import { useCallback } from 'react'
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { yuanText } from '../../../features/money/amounts.ts'
import { useEvery } from '../../../features/reading/use-every.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper } from '../../../features/session/shopper.ts'
import { openPage, replacePage, returnTo, usePageParams } from '../../../platform/navigation.ts'
import { payText } from '../../../text-pay.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'

const lookSoonMs = 2_000
const lookAgainMs = 20_000

const heads: Readonly<Record<StallPaymentView['state'], readonly [title: string, note: string]>> = {
  waiting: [payText.waitingTitle, payText.waitingNote],
  paid: [payText.paid, payText.paidNote],
  closed: [payText.notPaid, payText.notPaidNote],
}

const Line = ({ name, value }: { name: string; value: string }) => (
  <View className="fact">
    <View className="fact__name">{name}</View>
    <View className="fact__value">{value}</View>
  </View>
)

const headOf = ({ state, latePayments }: StallPaymentView): readonly [title: string, note: string] => {
  const late = latePayments.at(-1)
  return state === 'paid' || late === undefined ? heads[state] : [payText.late, payText.lateNote[late.refund]]
}

interface ReceiptProps {
  readonly marketCode: string
  readonly payment: StallPaymentView
  readonly now: Date
}

const Receipt = ({ marketCode, payment, now }: ReceiptProps) => {
  const [title, note] = headOf(payment)
  const { weighing } = payment
  return (
    <>
      <View id={`receipt-${payment.state}`} className={`receipt receipt--${payment.state}`} role="status">
        <View className="receipt__title">{title}</View>
        <View className="receipt__amount">{`${yuanText(payment.amountFen)} ${payText.yuan}`}</View>
        <View>{note}</View>
      </View>
      <Card title={<CodeText text={payText.number(payment.number)} />}>
        <Line name={payText.to} value={payment.merchantName} />
        <Line name={payText.at} value={payment.stallCode} />
        <Line name={payText.when} value={whenText(payment.paidAt ?? payment.openedAt, now)} />
        {payment.channel !== null && <Line name={payText.by} value={payText.ways[payment.channel]} />}
        {payment.refunds.map((refund) => (
          <Line
            key={refund.wantedAt}
            name={payText.back}
            value={`${yuanText(refund.amountFen)} 元（${refund.reason}），${payText.refundStates[refund.state]}`}
          />
        ))}
        {payment.weighing && <Line name={payText.bought} value={payment.weighing.summary} />}
        {payment.latePayments.map(({ paidAt, refund, amountFen }) => (
          <Line key={paidAt} name={payText.lateRow} value={payText.lateValue[refund](yuanText(amountFen))} />
        ))}
      </Card>
      {weighing !== null && (
        <View className="block">
          <Button
            id="to-slip"
            kind="plain"
            text={payText.slip}
            onTap={() => openPage('slip', { market: marketCode, sale: weighing.weighingSaleId })}
          />
        </View>
      )}
    </>
  )
}

/** `?market=CODE&payment=ID` */
function ReceiptPage() {
  const { market: chosen } = useChosenMarket()
  const params = usePageParams()
  const marketCode = params.market ?? chosen?.code ?? ''
  const stallPaymentId = params.payment ?? ''
  const read = useCallback(
    () => asShopper((api) => api.getMyStallPayment({ params: { marketCode, stallPaymentId } })),
    [marketCode, stallPaymentId],
  )
  const { query, reload } = useKept(stallPaymentId === '' ? null : `receipt-${stallPaymentId}`, read)
  const state = query.status === 'data' ? query.data.data.state : null
  useEvery(state === 'waiting' ? lookSoonMs : lookAgainMs, stallPaymentId !== '', reload)
  return (
    <Page onPull={reload} title={payText.receipt} demo={chosen?.code === marketCode && (chosen?.demo ?? false)}>
      <QueryView
        query={query}
        onRetry={reload}
        unaskedWay={<Button id="to-payments" text={payText.mine} onTap={() => void replacePage('payments', params)} />}
      >
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            <Receipt marketCode={marketCode} payment={kept.data} now={new Date()} />
            <View className="block">
              <Button
                id="pay-again"
                kind="plain"
                text={payText.again}
                onTap={() => void replacePage('pay', { market: marketCode, stall: kept.data.stallCode })}
              />
            </View>
            <View className="block">
              <Button
                id="to-stall"
                kind="plain"
                text={payText.toStall}
                onTap={() => returnTo('stall', { market: marketCode, stall: kept.data.stallCode })}
              />
            </View>
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(ReceiptPage)
