import { useCallback } from 'react'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { yuanText } from '../../../features/money/amounts.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { whenText } from '../../../features/reading/words.ts'
import { asShopper, hasShopperSession } from '../../../features/session/shopper.ts'
import { openPage, openTab, usePageParams, useShown } from '../../../platform/navigation.ts'
import { payText } from '../../../text-pay.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const newest = 100

const None = () => (
  <Empty
    title={payText.none}
    hint={payText.noneHint}
    action={<Button text={text.scan.title} onTap={() => openTab('scan')} />}
  />
)

/** `?market=CODE` */
export default function PaymentsPage() {
  const { market: chosen } = useChosenMarket()
  const marketCode = usePageParams().market ?? chosen?.code ?? ''
  const known = marketCode !== '' && hasShopperSession()
  const read = useCallback(
    () => asShopper((api) => api.listMyStallPayments({ params: { marketCode }, query: { pageSize: newest } })),
    [marketCode],
  )
  const { query, reload } = useKept(known ? `payments-${marketCode}` : null, read)
  useShown(reload)
  return (
    <Page onPull={reload} title={payText.mine} demo={chosen?.code === marketCode && (chosen?.demo ?? false)}>
      {known ? (
        <QueryView query={query} onRetry={reload} isEmpty={({ data }) => data.items.length === 0} empty={<None />}>
          {(kept) => (
            <>
              <KeptNotice kept={kept} onRetry={reload} />
              <Card>
                {kept.data.items.map((one) => (
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
            </>
          )}
        </QueryView>
      ) : (
        <None />
      )}
    </Page>
  )
}
