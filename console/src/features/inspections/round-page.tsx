import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, App, Button, Card, Flex, Progress } from 'antd'
import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { errorText } from '../../lib/errors.ts'
import { addressOf } from '../../lib/paths.ts'
import { marketKey } from '../../lib/query.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useTemplates } from './api.ts'
import { dropDraft, isOffline, keepDraft, readDraft, sendDraft } from './draft-store.ts'
import { InspectionTabs } from './inspection-tabs.tsx'
import { type Draft, gapsOf, isDone, placeLabel } from './model.ts'
import { PlaceCard } from './place-card.tsx'
import { RoundStart } from './round-start.tsx'

/** A round on a phone: it goes on without a network, lies in the browser, and is handed in once. */
export const RoundPage = (): ReactNode => {
  const marketId = useMarketId()
  const [draft, setDraft] = useState(() => readDraft(marketId))
  const wanted = useListSearch().values['template']
  const templates = useTemplates(marketId)
  return (
    <>
      <PageHeader
        title={draft ? `检查：${draft.template.name}` : '开始检查'}
        actions={<LinkButton goTo={{ page: 'inspections' }}>返回检查</LinkButton>}
      />
      <InspectionTabs />
      {draft === null ? (
        <QueryView query={templates}>
          {(data) => {
            const template = data.items.find((each) => each.templateId === wanted)
            return template === undefined ? (
              <Alert type="info" showIcon title="请先在「检查」里选一张检查表。" />
            ) : (
              <RoundStart
                template={template}
                onStart={(made) => {
                  keepDraft(marketId, made)
                  setDraft(made)
                }}
              />
            )
          }}
        </QueryView>
      ) : (
        <Round draft={draft} onChange={setDraft} />
      )}
    </>
  )
}

const Round = ({ draft, onChange }: { draft: Draft; onChange: (draft: Draft | null) => void }): ReactNode => {
  const marketId = useMarketId()
  const [place, setPlace] = useState(draft.places.find((each) => !isDone(draft, each)) ?? draft.places[0] ?? '')
  const [full, setFull] = useState(false)
  const { waiting, handIn } = useHandIn(marketId, () => onChange(null))
  const change = (next: Draft): void => {
    setFull(!keepDraft(marketId, next))
    onChange(next)
  }
  const at = draft.places.indexOf(place)
  const done = draft.places.filter((each) => isDone(draft, each)).length
  const gaps = gapsOf(draft)
  if (draft.finishedAt !== null)
    return (
      <Card>
        <div className="stack">
          <Alert
            type={waiting === null ? 'info' : 'warning'}
            showIcon
            title={waiting ?? '正在提交…'}
            description="内容保存在这台设备上，同一份检查只会收一次；有网络时自动再试。"
          />
          <Flex gap="small">
            <Button type="primary" onClick={() => void handIn(draft)}>
              现在再试
            </Button>
            <Button onClick={() => change({ ...draft, finishedAt: null })}>回去修改</Button>
          </Flex>
        </div>
      </Card>
    )
  const finish = (): void => {
    const finished = { ...draft, finishedAt: new Date().toISOString() }
    change(finished)
    void handIn(finished)
  }
  return (
    <div className="stack">
      {full && <Alert type="error" showIcon title="这台设备存不下了：请先提交，或去掉几张照片。" />}
      <Card size="small">
        <Flex wrap gap="small" align="center" justify="space-between">
          <span>
            已查 {done} 处，共 {draft.places.length} 处
          </span>
          <Progress percent={Math.floor((done / draft.places.length) * 100)} style={{ maxWidth: 240 }} />
        </Flex>
      </Card>
      <PlaceCard draft={draft} place={place} onChange={change} />
      <Flex wrap gap="small">
        <Button disabled={at <= 0} onClick={() => setPlace(draft.places[at - 1] ?? place)}>
          上一处
        </Button>
        <Button
          type="primary"
          disabled={at >= draft.places.length - 1}
          onClick={() => setPlace(draft.places[at + 1] ?? place)}
        >
          {`下一处${at < draft.places.length - 1 ? `：${placeLabel(draft.places[at + 1] ?? '')}` : ''}`}
        </Button>
      </Flex>
      <Card size="small">
        <div className="stack">
          {gaps.slice(0, 3).map((gap) => (
            <div key={gap} className="required">
              {gap}
            </div>
          ))}
          <Flex wrap gap="small">
            <Button type="primary" disabled={gaps.length > 0} onClick={finish}>
              {`检查完了，提交 ${done} 处`}
            </Button>
            <ConfirmButton
              title="放弃这份检查？"
              description="已经记下的内容会全部丢掉。"
              okText="放弃"
              onConfirm={() => {
                dropDraft(marketId)
                onChange(null)
              }}
              button={{ children: '放弃' }}
            />
          </Flex>
          <div className="quiet">{labels.roundOffline}</div>
        </div>
      </Card>
    </div>
  )
}

/** Hands a finished round in, and tries again when the network is back. */
const useHandIn = (marketId: string, onDone: () => void) => {
  const [waiting, setWaiting] = useState<string | null>(null)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const handIn = async (finished: Draft): Promise<void> => {
    setWaiting(null)
    try {
      await sendDraft(marketId, readDraft(marketId) ?? finished)
      dropDraft(marketId)
      void message.success('检查已提交')
      void queryClient.invalidateQueries({ queryKey: marketKey(marketId) })
      onDone()
      void navigate({ to: addressOf(marketId, { page: 'findings' }).to, search: {} })
    } catch (error) {
      setWaiting(isOffline(error) ? '现在没有网络，检查还没有交上去。' : errorText(error))
    }
  }
  useEffect(() => {
    const again = (): void => {
      const kept = readDraft(marketId)
      if (kept !== null && kept.finishedAt !== null) void handIn(kept)
    }
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  })
  return { waiting, handIn }
}
