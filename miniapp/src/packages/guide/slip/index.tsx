import { View } from '@tarojs/components'
import { useState } from 'react'
import type { SaleSlip } from '@smart-market/shared/contracts/sales.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { yuanText } from '../../../features/money/amounts.ts'
import { RatePurchase } from '../../../features/rating/rate-purchase.tsx'
import { saysWhatNext, useQuery } from '../../../features/reading/use-query.ts'
import { whenText } from '../../../features/reading/words.ts'
import { openPage, openTab, usePageParams } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { caseText } from '../../../text-cases.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tap } from '../../../ui/tap.tsx'

const readSlip = (params: { readonly marketCode: string; readonly saleId: string }) => client.getPublicSlip({ params })

const amountOf = ({ weightGrams, pieces }: SaleSlip['lines'][number]): string =>
  weightGrams !== null ? formatGrams(weightGrams) : pieces !== null ? caseText.slipPieces(pieces) : ''

const Slip = ({ slip, now }: { slip: SaleSlip; now: Date }) => (
  <Card
    title={`${slip.stallCode} ${slip.merchantName ?? ''}`}
    note={`${slip.marketName} · ${whenText(slip.soldAt, now)}`}
  >
    {slip.lines.length === 0 && <View className="card__empty">{caseText.slipNoLines}</View>}
    {slip.lines.map((line) => (
      <View key={line.lineNo} className="order__line">
        <View className="sum">
          <View className="strong">{line.name}</View>
          <View>{`${yuanText(line.amountFen)} 元`}</View>
        </View>
        <View className="card__note">{amountOf(line)}</View>
        {line.traceCodes.map((code) => (
          <Tap key={code} id={`trace-${code}`} className="card__more" onTap={() => openPage('trace', { code })}>
            {caseText.slipTrace(line.name)}
          </Tap>
        ))}
      </View>
    ))}
    <View className="order__money">
      <View className="sum sum--strong">
        <View>{slip.amountFen < 0 ? caseText.slipReturned : caseText.slipTotal}</View>
        <View>{`${yuanText(slip.amountFen)} 元`}</View>
      </View>
      <View className="sum sum--soft">
        <View>{labels.saleChannel[slip.channel]}</View>
        <View>{slip.paymentMeans === 'unknown' ? '' : labels.paymentMeans[slip.paymentMeans]}</View>
      </View>
    </View>
    <View className="card__foot">
      <CodeText text={caseText.slipNumber(slip.number)} />
    </View>
  </Card>
)

/** `?market=CODE&sale=ID`: what is printed on a slip. */
function SlipPage() {
  const { market: marketCode = '', sale: saleId = '' } = usePageParams()
  const [query, retry] = useQuery(readSlip, saleId !== '' && marketCode !== '' ? { marketCode, saleId } : null)
  const [now] = useState(() => new Date())
  return (
    <Page
      onPull={retry}
      title={caseText.slip}
      demo={query.status === 'data' && query.data.demo}
      action={saysWhatNext(query) ? undefined : { text: text.notice.others, onTap: () => openTab('home') }}
    >
      <QueryView query={query} onRetry={retry}>
        {(slip) => (
          <>
            <Slip slip={slip} now={now} />
            {slip.amountFen > 0 && (
              <RatePurchase marketCode={marketCode} purchase={{ saleId }} stall={slip.stallCode} />
            )}
            <View className="block">
              <Button
                id="slip-complain"
                kind="plain"
                text={caseText.slipComplain}
                onTap={() => openPage('complain', { market: marketCode, stall: slip.stallCode, sale: saleId })}
              />
            </View>
            <View className="as-of">{caseText.asOf(whenText(slip.asOf, now))}</View>
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(SlipPage)
