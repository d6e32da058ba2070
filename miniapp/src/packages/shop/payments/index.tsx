import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { yuanText } from '../../../features/money/amounts.ts'
import { OwnList } from '../../../features/reading/own-list.tsx'
import { useQuery } from '../../../features/reading/use-query.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper } from '../../../features/session/shopper.ts'
import { openPage, openTab } from '../../../platform/navigation.ts'
import { payText } from '../../../text-pay.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const newest = 100

const None = () => (
  <Empty
    title={payText.none}
    hint={payText.noneHint}
    action={<Button text={text.scan.title} onTap={() => openTab('scan')} />}
  />
)

const Payments = ({ marketCode, payments }: { marketCode: string; payments: readonly StallPaymentView[] }) => (
  <Card>
    {payments.map((one) => (
      <Cell
        key={one.stallPaymentId}
        id={`payment-${one.stallPaymentId}`}
        title={`${one.stallCode} ${one.merchantName}`}
        note={
          <CodeText
            text={`${payText.states[one.state]} · ${whenText(one.paidAt ?? one.openedAt, new Date())} · ${payText.number(one.number)}`}
          />
        }
        value={`${yuanText(one.amountFen)} 元`}
        onTap={() => openPage('receipt', { market: marketCode, payment: one.stallPaymentId })}
      />
    ))}
  </Card>
)

const readFound = ({ marketCode, q }: { marketCode: string; q: string }) =>
  asShopper((api) => api.listMyStallPayments({ params: { marketCode }, query: { q, pageSize: newest } }))

const Found = ({ marketCode, q }: { marketCode: string; q: string }) => {
  const [query, retry] = useQuery(readFound, { marketCode, q })
  return (
    <QueryView
      query={query}
      onRetry={retry}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty title={payText.noMatch(q)} hint={payText.noMatchHint} />}
    >
      {({ items }) => <Payments marketCode={marketCode} payments={items} />}
    </QueryView>
  )
}

const readPayments = (marketCode: string) =>
  asShopper((api) => api.listMyStallPayments({ params: { marketCode }, query: { pageSize: newest } }))

function PaymentsPage() {
  return (
    <OwnList
      title={payText.mine}
      keptAs="payments"
      search={{ hint: payText.search, label: payText.searchLabel }}
      read={readPayments}
      none={<None />}
      found={(marketCode, q) => <Found marketCode={marketCode} q={q} />}
    >
      {({ items }, marketCode) => <Payments marketCode={marketCode} payments={items} />}
    </OwnList>
  )
}

export default guarded(PaymentsPage)
