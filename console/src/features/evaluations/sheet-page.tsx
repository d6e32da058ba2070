import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Button, Input, Card } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Entry, type Sheet, useMySheet, useSaveMySheet, useSheet, useSubmitMySheet } from './api.ts'
import { openEntries, totalOf } from './model.ts'
import { SheetRow } from './sheet-row.tsx'

const useIds = (): { evaluationId: string; assessorId: string } => {
  const { evaluationId = '', assessorId = '' } = useParams({ strict: false }) as Record<string, string | undefined>
  return { evaluationId, assessorId }
}

const Header = ({ evaluationId, sheet }: { evaluationId: string; sheet: Sheet | undefined }): ReactNode => {
  const marketId = useMarketId()
  const input = sheet && { params: { marketId, evaluationId }, query: { assessorId: sheet.assessorId } }
  return (
    <PageHeader
      title={sheet ? `评分表：${labels.assessorGroup[sheet.group]}` : '评分表'}
      note={sheet && `评分人 ${sheet.name}`}
      actions={
        <>
          <LinkButton goTo={{ evaluationId }}>返回评定</LinkButton>
          {input && (
            <>
              <Button href={downloadUrl('getScoreSheetDocx', input)} download>
                附件1（Word）
              </Button>
              <Button href={downloadUrl('getScoreSheetPdf', input)} download>
                附件1（PDF）
              </Button>
            </>
          )}
        </>
      }
    />
  )
}

/** Somebody's submitted sheet, to read. */
export const ReadSheetPage = (): ReactNode => {
  const { evaluationId, assessorId } = useIds()
  const sheet = useSheet(useMarketId(), evaluationId, assessorId)
  return (
    <>
      <Header evaluationId={evaluationId} sheet={sheet.data} />
      <QueryView query={sheet}>
        {(data) => (
          <div className="stack">
            <Leaves sheet={data} entries={data.entries} />
            <Card size="small" title={`合计 ${data.total} / ${data.maxPoints} 分`}>
              {data.remark || '没有总体意见'}
            </Card>
          </div>
        )}
      </QueryView>
    </>
  )
}

/** The assessor's own sheet. */
export const MySheetPage = (): ReactNode => {
  const { evaluationId } = useIds()
  const sheet = useMySheet(useMarketId(), evaluationId)
  return (
    <>
      <Header evaluationId={evaluationId} sheet={sheet.data} />
      <QueryView query={sheet}>
        {(data) => <Editor key={data.assessorId} evaluationId={evaluationId} sheet={data} />}
      </QueryView>
    </>
  )
}

const Editor = ({ evaluationId, sheet }: { evaluationId: string; sheet: Sheet }): ReactNode => {
  const [entries, setEntries] = useState<readonly Entry[]>(sheet.entries)
  const [remark, setRemark] = useState(sheet.remark)
  const [submittedAt, setSubmittedAt] = useState(sheet.submittedAt)
  const [savedAt, setSavedAt] = useState(sheet.savedAt)
  const [dirty, setDirty] = useState(false)
  const save = useSaveMySheet(evaluationId)
  const submit = useSubmitMySheet(evaluationId)
  const open = openEntries(sheet, entries)
  const change = (entry: Entry): void => {
    setEntries(entries.map((each) => (each.leafId === entry.leafId ? entry : each)))
    setDirty(true)
  }
  const keep = async (): Promise<void> => {
    const saved = await save.mutateAsync({ entries: [...entries], remark })
    setSavedAt(saved.savedAt)
    setDirty(false)
  }
  const isDone = submittedAt !== null
  return (
    <div className="stack">
      <Leaves sheet={sheet} entries={entries} {...(isDone ? {} : { evaluationId, onChange: change })} />
      <Card size="small" title="总体意见">
        {isDone ? (
          remark || '没有填写'
        ) : (
          <Input.TextArea
            aria-label="总体意见"
            rows={3}
            maxLength={2000}
            value={remark}
            onChange={(event) => {
              setRemark(event.target.value)
              setDirty(true)
            }}
          />
        )}
      </Card>
      <div className="sheet-bar">
        <strong className="number">
          合计 {totalOf(entries)} / {sheet.maxPoints} 分
        </strong>
        <span className="quiet">
          {isDone ? '' : open.length > 0 ? `还有 ${open.length} 项没有分值或理由` : '各项都已填写'}
          {!isDone && dirty && '，有改动没有保存'}
          {!isDone && !dirty && savedAt !== null && (
            <>
              ，已保存 <AsOf at={savedAt} bare />
            </>
          )}
        </span>
        <span className="grow" />
        {isDone ? (
          <StatusTag tone="good">已提交</StatusTag>
        ) : (
          <>
            <Button loading={save.isPending} onClick={() => void keep().catch(() => undefined)}>
              保存草稿
            </Button>
            <ConfirmButton
              title="提交评分表？"
              description="提交后不能再改；汇总之前仍然只有您自己能看。"
              okText="提交"
              onConfirm={async () => {
                await keep()
                setSubmittedAt((await submit.mutateAsync()).submittedAt)
              }}
              button={{ type: 'primary', disabled: open.length > 0, children: '提交评分表' }}
            />
          </>
        )}
      </div>
    </div>
  )
}

interface LeavesProps {
  readonly sheet: Sheet
  readonly entries: readonly Entry[]
  readonly evaluationId?: string
  readonly onChange?: (entry: Entry) => void
}
const Leaves = ({ sheet, entries, evaluationId, onChange }: LeavesProps): ReactNode => {
  const groups = [...new Set(sheet.leaves.map((leaf) => leaf.group))]
  return groups.map((group) => (
    <Card key={group} size="small" title={group}>
      {sheet.leaves
        .filter((leaf) => leaf.group === group)
        .map((leaf) => {
          const entry = entries.find((each) => each.leafId === leaf.leafId)
          return (
            entry && (
              <SheetRow
                key={leaf.leafId}
                leaf={leaf}
                entry={entry}
                evidence={sheet.evidence.filter((each) => each.leafId === leaf.leafId)}
                {...(evaluationId === undefined ? {} : { evaluationId })}
                {...(onChange === undefined ? {} : { onChange })}
              />
            )
          )
        })}
    </Card>
  ))
}
