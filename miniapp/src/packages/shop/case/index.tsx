import { Textarea, View } from '@tarojs/components'
import { useState } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { saysWhatNext, useQuery } from '../../../features/reading/use-query.ts'
import { dateText, whenText } from '../../../features/reading/words.ts'
import { ShopperTelling, useShopperOffer } from '../../../features/telling/shopper-telling.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { copyText } from '../../../platform/clipboard.ts'
import { openPage, usePageParams } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { caseText } from '../../../text-cases.ts'
import { tellingText } from '../../../text-telling.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { spokenName } from '../../../ui/spoken-name.ts'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'

type Complaint = Awaited<ReturnType<typeof client.lookUpComplaint>>
type Report = Awaited<ReturnType<typeof client.lookUpReport>>
type Found = { readonly kind: 'complaint'; readonly one: Complaint } | { readonly kind: 'report'; readonly one: Report }

const readReport = async (code: string): Promise<Found> => ({
  kind: 'report',
  one: await client.lookUpReport({ params: { code } }),
})
/** A code that somebody typed does not say whether it is a complaint's or a report's. */
const readCase = async ({ code, kind }: { code: string; kind: string }): Promise<Found> => {
  if (kind === 'report') return readReport(code)
  try {
    return { kind: 'complaint', one: await client.lookUpComplaint({ params: { code } }) }
  } catch (cause) {
    if (kind === 'complaint' || !(cause instanceof ApiError) || cause.status !== 404) throw cause
    const missing = cause
    return readReport(code).catch((second: unknown) => {
      throw second instanceof ApiError && second.status === 404 ? missing : second
    })
  }
}

const Clocks = ({ clocks }: { clocks: Complaint['clocks'] }) => (
  <Card title={caseText.clocks}>
    {clocks.map((clock) => (
      <View key={clock.clockId} className="paper">
        <View className="paper__head">
          <View className="paper__name">{labels.clock[clock.clockId]}</View>
          {clock.doneAt !== null ? (
            <Tag tone="good" text={caseText.done} />
          ) : clock.overdue ? (
            <Tag tone="bad" text={caseText.overdue} />
          ) : (
            <Tag text={caseText.due(dateText(clock.dueOn).slice(5))} />
          )}
        </View>
        {clock.pausedOn !== null && <View className="paper__line">{caseText.paused(dateText(clock.pausedOn))}</View>}
        <View className="paper__line">{`${clock.source}${clock.certain ? '' : caseText.uncertain}`}</View>
      </View>
    ))}
  </Card>
)

const History = ({ one, now }: { one: Complaint; now: Date }) => (
  <Card title={caseText.history}>
    {one.moves.map((move, i) => (
      <View key={i} className="paper">
        <View className="paper__head">
          <View className="paper__name">{`${caseText.by[move.by]}：${labels.complaintAction[move.action as keyof typeof labels.complaintAction] ?? caseText.states[move.to as keyof typeof caseText.states] ?? ''}`}</View>
          <View className="card__note">{whenText(move.at, now)}</View>
        </View>
        {move.note !== null && <View className="paper__line">{move.note}</View>}
      </View>
    ))}
  </Card>
)

const answered = ['complaint_answered'] as const
const ended: readonly string[] = ['declined', 'settled', 'closed', 'withdrawn']

const Answer = ({ code, one, onDone }: { code: string; one: Complaint; onDone: () => void }) => {
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const { state, run } = useWrite()
  if (ended.includes(one.state)) return null
  const send = (action: 'agree' | 'withdraw' | 'add', words: string | null) =>
    void run(async () => {
      await client.answerAsComplainant({ params: { code }, body: { action, note: words } })
      setNote('')
      onDone()
    })
  const answered = one.moves.some(({ action }) => action === 'answer')
  return (
    <Card title={caseText.add}>
      <Textarea
        id="add-note"
        className="words-field"
        value={note}
        {...spokenName(caseText.addLabel)}
        maxlength={1000}
        onInput={(event) => setNote(event.detail.value)}
      />
      <View className="way__keys">
        <Button
          id="send-note"
          kind="plain"
          busy={state.status === 'sending'}
          text={caseText.addSend}
          onTap={() => note.trim() !== '' && send('add', note.trim())}
        />
        {answered && (
          <Button
            id="agree"
            busy={state.status === 'sending'}
            text={caseText.agree}
            onTap={() => send('agree', null)}
          />
        )}
        {asked ? (
          <>
            <View className="card__note">{caseText.withdrawNote}</View>
            <Button
              id="withdraw-yes"
              kind="plain"
              busy={state.status === 'sending'}
              text={caseText.withdrawYes}
              onTap={() => send('withdraw', null)}
            />
            <Button id="withdraw-no" text={caseText.withdrawNo} onTap={() => setAsked(false)} />
          </>
        ) : (
          <Button id="withdraw" kind="plain" text={caseText.withdraw} onTap={() => setAsked(true)} />
        )}
      </View>
      <WriteNotice state={state} onRefresh={onDone} />
    </Card>
  )
}

const CopyCode = ({ code }: { code: string }) => {
  const [copied, setCopied] = useState<boolean | null>(null)
  return (
    <>
      <View className="way__keys">
        <Button
          id="copy-code"
          kind="plain"
          text={caseText.copyCode}
          onTap={() => void copyText(code).then(setCopied)}
        />
      </View>
      {copied !== null && (
        <NoticeBar tone={copied ? 'good' : 'warn'} text={copied ? caseText.codeCopied : caseText.codeNotCopied} />
      )}
    </>
  )
}

/**
 * `?code=…`, with `kind=complaint|report` where it is known; `fresh=1` right after it was handed in, with `market` when an
 * account did it.
 */
function CasePage() {
  const { code = '', kind = 'unknown', fresh, market } = usePageParams()
  const [query, reload] = useQuery(readCase, code === '' ? null : { code, kind })
  const { loading, offer } = useShopperOffer(market ?? null)
  const [now] = useState(() => new Date())
  const { market: chosen } = useChosenMarket()
  const demo = chosen?.demo ?? false
  const toCases = () => openPage('cases')
  return (
    <Page
      onPull={reload}
      title={caseText.caseTitle}
      demo={demo}
      action={saysWhatNext(query) ? undefined : { text: caseText.mine, onTap: toCases }}
    >
      {code !== '' && (
        <Card>
          {fresh !== undefined && <View className="strong">{caseText.received}</View>}
          <View className="code">
            <View>{caseText.codeTitle}</View>
            <View className="code__case" id="case-code">
              <CodeText text={code} />
            </View>
            <View className="card__note">{caseText.codeNote}</View>
          </View>
          <CopyCode code={code} />
        </Card>
      )}
      {/* With the offer, so that nothing that is being read is pushed down. */}
      <QueryView
        query={loading && query.status === 'data' ? { status: 'loading' } : query}
        onRetry={reload}
        unaskedWay={<Button id="to-cases" text={caseText.mine} onTap={toCases} />}
      >
        {(found) => (
          <>
            <Card>
              <View className="sum">
                <View className="strong">{found.kind === 'report' ? caseText.report : caseText.complaint}</View>
                <Tag text={caseText.states[found.one.state]} />
              </View>
              {found.kind === 'complaint' && found.one.step !== 'none' && (
                <View className="order__next">{caseText.steps[found.one.step]}</View>
              )}
              {found.kind === 'complaint' && found.one.stallCode !== null && (
                <View>{caseText.stall(found.one.stallCode)}</View>
              )}
              {found.kind === 'complaint' && found.one.photoCount > 0 && (
                <View className="card__note">{caseText.photoCount(found.one.photoCount)}</View>
              )}
              {found.kind === 'complaint' && found.one.outcome !== null && (
                <View className="order__refund">{`${caseText.outcome}：${found.one.outcome}`}</View>
              )}
              {found.kind === 'report' && found.one.finding !== null && (
                <View className="order__refund">{`${caseText.outcome}：${caseText.finding[found.one.finding]}`}</View>
              )}
            </Card>
            {market !== undefined && (
              <ShopperTelling marketCode={market} offer={offer} kinds={answered} words={tellingText.complaint} />
            )}
            {found.one.clocks.length > 0 && <Clocks clocks={found.one.clocks} />}
            {found.kind === 'complaint' && (
              <>
                <History one={found.one} now={now} />
                <Answer code={code} one={found.one} onDone={reload} />
                <View className="as-of">{caseText.asOf(whenText(found.one.asOf, now))}</View>
              </>
            )}
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(CasePage)
