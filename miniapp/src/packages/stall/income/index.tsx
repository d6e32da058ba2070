import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { parsePrice, yuanText } from '../../../features/money/amounts.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { whenText } from '../../../features/reading/words.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { readIncome } from '../../../features/selling/stall-income.ts'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { scrollToTop, useShown } from '../../../platform/navigation.ts'
import { makeKey } from '../../../platform/system.ts'
import { payText } from '../../../text-pay.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Chips } from '../../../ui/chips.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { NumberPad } from '../../../ui/number-pad.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

/** What can still go back, fen. */
const leftOf = ({ amountFen, refunds }: StallPaymentView): number =>
  amountFen - refunds.reduce((sum, refund) => sum + (refund.state === 'failed' ? 0 : refund.amountFen), 0)

interface BackProps {
  readonly payment: StallPaymentView
  readonly busy: boolean
  readonly onSend: (amountFen: number, reason: string) => void
  readonly onLeave: () => void
}

const SendBack = ({ payment, busy, onSend, onLeave }: BackProps) => {
  const left = leftOf(payment)
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState<string>(payText.reasons[0])
  const fen = parsePrice(typed)
  return (
    <Card title={<CodeText text={payText.backTitle(payment.number)} />} note={payText.backAmount(yuanText(left))}>
      <View className="scale" aria-label={`${typed === '' ? '0' : typed} ${payText.yuan}`}>
        <View className="scale__number">{typed === '' ? '–' : typed}</View>
        <View className="scale__unit">{payText.yuan}</View>
      </View>
      <NumberPad point maxLength={8} onTyped={setTyped} />
      <Chips
        name="reason"
        label={payText.backReason}
        chosen={reason}
        options={payText.reasons.map((one) => ({ value: one, title: one }))}
        onChoose={setReason}
      />
      {fen !== null && fen <= left && (
        <Button id="send-back" busy={busy} text={payText.backSend(yuanText(fen))} onTap={() => onSend(fen, reason)} />
      )}
      <Button id="leave-back" kind="plain" text={payText.backLeave} onTap={onLeave} />
    </Card>
  )
}

interface RowProps {
  readonly payment: StallPaymentView
  readonly now: Date
  readonly busy: boolean
  readonly onBack: () => void
  readonly onSeparate: (paymentSaleId: string) => void
}

type Weighing = NonNullable<StallPaymentView['weighing']>
/** Asked twice, because it cannot be taken back. */
const WeighedAs = ({
  weighing,
  now,
  busy,
  onSeparate,
}: Omit<RowProps, 'payment' | 'onBack'> & { weighing: Weighing }) => {
  const [asked, setAsked] = useState(false)
  return (
    <>
      <View className="card__note">{payText.weighed(weighing.summary, whenText(weighing.weighedAt, now))}</View>
      {asked && <View className="card__note">{payText.separateNote}</View>}
      <Button
        id={`separate-${weighing.paymentSaleId}`}
        kind="plain"
        busy={busy}
        text={asked ? payText.separateSure : payText.separate}
        onTap={() => (asked ? onSeparate(weighing.paymentSaleId) : setAsked(true))}
      />
    </>
  )
}

const Row = ({ payment, now, busy, onBack, onSeparate }: RowProps) => (
  <Card
    title={`${yuanText(payment.amountFen)} ${payText.yuan}`}
    note={<CodeText text={payText.number(payment.number)} />}
  >
    <View className="sum sum--soft">
      <View>{`${payment.stallCode} · ${payText.ways[payment.channel ?? 'wechat']}`}</View>
      <View>{whenText(payment.paidAt ?? payment.openedAt, now)}</View>
    </View>
    {payment.refunds.map((refund) => (
      <View key={refund.wantedAt} className="sum">
        <View>{payText.refund(yuanText(refund.amountFen), refund.reason)}</View>
        <View>{payText.refundStates[refund.state]}</View>
      </View>
    ))}
    {payment.weighing && <WeighedAs weighing={payment.weighing} now={now} busy={busy} onSeparate={onSeparate} />}
    {leftOf(payment) > 0 && (
      <Button id={`back-${payment.stallPaymentId}`} kind="plain" text={payText.back} onTap={onBack} />
    )}
  </Card>
)

const IncomePage = (use: SellerUse) => {
  const { seller, call } = use
  const read = useCallback(() => readIncome(call, seller), [call, seller])
  const { query, reload } = useKept('seller-income-page', read)
  const [open, setOpen] = useState<{ payment: StallPaymentView; key: string } | null>(null)
  const [sent, setSent] = useState<string | null>(null)
  const { state, run, clear } = useWrite()
  useShown(reload)
  const start = (payment: StallPaymentView) => {
    clear()
    setSent(null)
    setOpen({ payment, key: makeKey() })
    scrollToTop()
  }
  const send = async (amountFen: number, reason: string) => {
    if (open === null) return
    const params = { marketId: seller.marketId, stallPaymentId: open.payment.stallPaymentId }
    const done = await run(() =>
      call((api) => api.refundStallPayment({ params, body: { idempotencyKey: open.key, amountFen, reason } })),
    )
    if (!done) return
    setOpen(null)
    setSent(payText.backSent)
    reload()
  }
  const separate = async (saleId: string) => {
    setSent(null)
    if (!(await run(() => call((api) => api.separateSale({ params: { marketId: seller.marketId, saleId } }))))) return
    setSent(payText.separated)
    scrollToTop()
    reload()
  }
  return (
    <DeskPage use={use} title={payText.cameIn} onPull={reload}>
      <WriteNotice state={state} onRefresh={reload} />
      {sent !== null && <NoticeBar tone="good" text={sent} />}
      {open !== null && (
        <SendBack
          payment={open.payment}
          busy={state.status === 'sending'}
          onSend={(fen, reason) => void send(fen, reason)}
          onLeave={() => setOpen(null)}
        />
      )}
      <QueryView
        query={query}
        onRetry={reload}
        isEmpty={({ data }) => data === null || data.length === 0}
        empty={<Empty title={payText.cameInNone} />}
      >
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            {(kept.data ?? []).map((payment) => (
              <Row
                key={payment.stallPaymentId}
                payment={payment}
                now={new Date()}
                busy={state.status === 'sending'}
                onBack={() => start(payment)}
                onSeparate={(saleId) => void separate(saleId)}
              />
            ))}
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerIncomePage() {
  return <SellerGate>{(use) => <IncomePage {...use} />}</SellerGate>
}

export default guarded(SellerIncomePage)
