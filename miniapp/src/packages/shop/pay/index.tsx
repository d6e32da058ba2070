import { View } from '@tarojs/components'
import { useCallback, useEffect, useState } from 'react'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { parsePrice, yuanText } from '../../../features/money/amounts.ts'
import { PayChoice } from '../../../features/orders/pay-choice.tsx'
import { useEvery } from '../../../features/reading/use-every.ts'
import { useQuery } from '../../../features/reading/use-query.ts'
import { asShopper } from '../../../features/session/shopper.ts'
import { readCounter, type StallCounter } from '../../../features/stall-pay/read-counter.ts'
import { SellerFace } from '../../../features/stall-pay/seller-face.tsx'
import { useStallPay } from '../../../features/stall-pay/use-stall-pay.ts'
import { openPage, openTab, replacePage, usePageParams } from '../../../platform/navigation.ts'
import { payText } from '../../../text-pay.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { NumberPad } from '../../../ui/number-pad.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const lookAgainMs = 2_000
/** `20000.00` is the longest amount that can be paid. */
const longestAmount = 8

interface AmountProps {
  readonly typed: string
  readonly onTyped: (turn: (typed: string) => string) => void
}

const Amount = ({ typed, onTyped }: AmountProps) => (
  <Card title={payText.amount}>
    <View id="amount" className="scale" aria-label={`${typed === '' ? '0' : typed} ${payText.yuan}`}>
      <View className="scale__number">{typed === '' ? '–' : typed}</View>
      <View className="scale__unit">{payText.yuan}</View>
    </View>
    <NumberPad point maxLength={longestAmount} onTyped={onTyped} />
  </Card>
)

const Counter = ({ counter }: { counter: StallCounter }) => {
  const { marketCode, stallCode } = counter
  const { ways, way, choose, busy, told, begun, pay, restart } = useStallPay(counter)
  const [typed, setTyped] = useState('')
  const fen = parsePrice(typed)
  const tooMuch = fen !== null && fen > counter.largestFen
  const stallPaymentId = begun?.payment.stallPaymentId
  const look = useCallback(() => {
    if (stallPaymentId === undefined) return
    asShopper((api) => api.getMyStallPayment({ params: { marketCode, stallPaymentId } })).then(
      // Closed or paid, the receipt says which.
      ({ state }) =>
        state !== 'waiting' && void replacePage('receipt', { market: marketCode, payment: stallPaymentId }),
      // The next look tells; a lost answer here says nothing about the money.
      () => undefined,
    )
  }, [marketCode, stallPaymentId])
  useEvery(lookAgainMs, begun !== null, look)
  useEffect(look, [look])
  const ready = fen !== null && !tooMuch && begun === null && counter.channels.length > 0
  return (
    <Page
      title={payText.title}
      demo={counter.demo}
      action={ready ? { text: payText.pay(stallCode, yuanText(fen)), onTap: () => pay(fen), busy } : undefined}
    >
      <SellerFace counter={counter} />
      {told !== null && <NoticeBar tone="warn" text={told} />}
      {begun !== null && (
        <>
          <NoticeBar
            tone="good"
            text={`${payText.waitingTitle} ${yuanText(begun.payment.amountFen)} 元。${payText.waitingNote}`}
          />
          <PayChoice
            way={way}
            code={
              begun.image === null
                ? null
                : { image: begun.image, pays: payText.pay(stallCode, yuanText(begun.payment.amountFen)) }
            }
            onChoose={choose}
          />
          <View className="block">
            <Button id="other-amount" kind="plain" text={payText.otherAmount} onTap={restart} />
          </View>
        </>
      )}
      {begun === null && counter.channels.length > 0 && (
        <>
          <Amount typed={typed} onTyped={setTyped} />
          {tooMuch && <NoticeBar tone="warn" text={payText.tooMuch(yuanText(counter.largestFen))} />}
          {ways.length > 1 && <PayChoice way={way} code={null} onChoose={choose} />}
        </>
      )}
      <Card>
        <Cell
          id="to-stall"
          title={payText.more}
          onTap={() => openPage('stall', { market: marketCode, stall: stallCode })}
        />
      </Card>
    </Page>
  )
}

/** `?market=CODE&stall=A-012`, or `q=` the printed address when WeChat itself scanned the stall's code. */
function PayPage() {
  const params = usePageParams()
  const { market: chosen } = useChosenMarket()
  const target = {
    marketCode: params.market ?? chosen?.code ?? '',
    stallCode: params.stall ?? '',
    scanned: params.q ?? '',
  }
  const known = target.scanned !== '' || (target.marketCode !== '' && target.stallCode !== '')
  const [query, retry] = useQuery(readCounter, known ? target : null)
  if (query.status === 'data') return <Counter counter={query.data} />
  const refused = query.status === 'error' && query.missing
  return (
    <Page title={payText.title}>
      {refused ? (
        <Empty
          title={payText.badCode}
          hint={query.message}
          action={<Button text={payText.badCodeAction} onTap={() => openTab('home')} />}
        />
      ) : (
        <QueryView query={query} onRetry={retry}>
          {() => null}
        </QueryView>
      )}
    </Page>
  )
}

export default guarded(PayPage)
