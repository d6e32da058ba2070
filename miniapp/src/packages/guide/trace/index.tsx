import { View } from '@tarojs/components'
import { useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { saysWhatNext, useQuery } from '../../../features/reading/use-query.ts'
import { dateText, whenText } from '../../../features/reading/words.ts'
import { openTab, usePageParams } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { caseText } from '../../../text-cases.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'

const readTrace = (traceCode: string) => client.getPublicTrace({ params: { traceCode } })
type Step = Awaited<ReturnType<typeof readTrace>>['steps'][number]

const Fact = ({ name, value }: { name: string; value: string }) => (
  <View className="fact">
    <View className="fact__name">{name}</View>
    <View className="fact__value">{value}</View>
  </View>
)

const StepCard = ({ step }: { step: Step }) => (
  <Card title={step.commodityName}>
    <View className="card__note">
      <CodeText text={caseText.traceCode(step.traceCode)} />
    </View>
    <View className="paper__line">
      {`${caseText.origin(step.originPlace)}，${caseText.entered(dateText(step.enteredOn))}`}
    </View>
    <Fact name={caseText.supplier} value={step.supplier ?? caseText.supplierUnknown} />
    <Fact
      name={caseText.certificate}
      value={
        step.certificate === null
          ? caseText.noCertificate
          : `${caseText.certificateBy(step.certificate.promisor, dateText(step.certificate.issuedOn))}。${step.certificate.commitment}`
      }
    />
    {step.papers.length > 0 && <Fact name={caseText.papers} value={step.papers.join('、')} />}
    <View className="fact__name">{caseText.tests}</View>
    {step.tests.length === 0 && <View className="card__empty">{caseText.noTests}</View>}
    {step.tests.map((test, i) => (
      <View key={i} className={`paper ${test.result === 'positive' ? 'paper--bad' : ''}`}>
        <View className="paper__head">
          <View className="paper__name">{test.item}</View>
          <Tag
            tone={test.result === 'negative' ? 'good' : test.result === 'positive' ? 'bad' : 'warn'}
            text={labels.quickTestResult[test.result]}
          />
        </View>
        <View className="paper__line">{`${dateText(test.testedOn)} · ${test.method}`}</View>
      </View>
    ))}
  </Card>
)

/** `?code=` what is printed on a slip or label. */
function TracePage() {
  const { code = '' } = usePageParams()
  const { market } = useChosenMarket()
  const [query, retry] = useQuery(readTrace, code === '' ? null : code)
  const [now] = useState(() => new Date())
  return (
    <Page
      onPull={retry}
      title={caseText.trace}
      demo={market?.demo ?? false}
      action={saysWhatNext(query) ? undefined : { text: text.notice.others, onTap: () => openTab('home') }}
    >
      <QueryView
        query={query}
        onRetry={retry}
        unaskedWay={<Button text={text.scan.title} onTap={() => openTab('scan')} />}
      >
        {({ commodityName, marketName, stallCode, merchantName, onHold, steps, asOf }) => (
          <>
            <Card title={commodityName}>
              <View>{`${marketName} · ${stallCode} ${merchantName}`}</View>
              <View className="tags">
                <Tag tone={onHold ? 'bad' : 'good'} text={onHold ? caseText.onHold : caseText.traceFine} />
              </View>
              {onHold && <View className="order__next">{caseText.traceHold}</View>}
            </Card>
            {steps.map((step, i) => (
              <View key={step.traceCode}>
                {i === 1 && <View className="foot-note">{caseText.madeFrom}</View>}
                <StepCard step={step} />
              </View>
            ))}
            <View className="as-of">{caseText.asOf(whenText(asOf, now))}</View>
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(TracePage)
