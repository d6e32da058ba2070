import { View } from '@tarojs/components'
import type { StallPaymentView } from '@smart-market/shared/contracts/stall-payments.ts'
import { useCallback, useState } from 'react'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { yuanText } from '../../../features/money/amounts.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { useQuery } from '../../../features/reading/use-query.ts'
import { useSettled } from '../../../features/reading/use-settled.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper, hasShopperSession } from '../../../features/session/shopper.ts'
import { openPage, openTab, usePageParams, useShown } from '../../../platform/navigation.ts'
import { payText } from '../../../text-pay.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { Page } from '../../../ui/page.tsx'
import { isWorthSearching, SearchBar } from '../../../ui/search-bar.tsx'
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
        note={`${payText.states[one.state]} · ${whenText(one.paidAt ?? one.openedAt, new Date())} · ${payText.number(one.number)}`}
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

/** `?market=CODE` */
export default function PaymentsPage() {
  const { market: chosen } = useChosenMarket()
  const marketCode = usePageParams().market ?? chosen?.code ?? ''
  const known = marketCode !== '' && hasShopperSession()
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  const read = useCallback(
    () => asShopper((api) => api.listMyStallPayments({ params: { marketCode }, query: { pageSize: newest } })),
    [marketCode],
  )
  const { query, reload } = useKept(known ? `payments-${marketCode}` : null, read)
  useShown(reload)
  const total = query.status === 'data' ? query.data.data.total : 0
  return (
    <Page
      onPull={reload}
      title={payText.mine}
      demo={chosen?.code === marketCode && (chosen?.demo ?? false)}
      pinned={
        isWorthSearching(total, typed) && (
          <View className="finder">
            <SearchBar value={typed} placeholder={payText.search} label={payText.searchLabel} onInput={setTyped} />
          </View>
        )
      }
    >
      {q !== '' ? (
        <Found marketCode={marketCode} q={q} />
      ) : known ? (
        <QueryView query={query} onRetry={reload} isEmpty={({ data }) => data.items.length === 0} empty={<None />}>
          {(kept) => (
            <>
              <KeptNotice kept={kept} onRetry={reload} />
              <Payments marketCode={marketCode} payments={kept.data.items} />
            </>
          )}
        </QueryView>
      ) : (
        <None />
      )}
    </Page>
  )
}
