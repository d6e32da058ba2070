/** One claim leaf by leaf: what the market says, what its own facts give here, and why. */
import { Alert, Card, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { useParams } from '@tanstack/react-router'
import { pointsText, rangeText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FindToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type ClaimLeaves, useClaim } from './api.ts'
import { claimText, recomputedText } from './model.ts'
import { verdictText } from './text.ts'

export const ClaimPage = (): ReactNode => {
  const { marketId = '', sequence = '' } = useParams({ strict: false }) as { marketId?: string; sequence?: string }
  const claim = useClaim(marketId, sequence)
  return (
    <>
      <PageHeader
        title="自报和重算逐项对照"
        note={
          claim.data && (
            <>
              {claim.data.rubricTitle} · 市场存于 <AsOf at={claim.data.claim.takenAt} bare /> · 数据流第 {sequence} 条 ·{' '}
              <AsOf at={claim.data.asOf} />
            </>
          )
        }
        actions={<PlatformLink target={{ marketId }}>回到这个市场</PlatformLink>}
      />
      <QueryView query={claim}>{(data) => <Leaves found={data} />}</QueryView>
    </>
  )
}

const Leaves = ({ found }: { found: ClaimLeaves }): ReactNode => {
  const wrong = found.leaves.filter((leaf) => !leaf.agrees)
  const [onlyWrong, setOnlyWrong] = useState(wrong.length > 0)
  const list = useListSearch()
  const shown = onlyWrong ? wrong : found.leaves
  const rows = withWords(shown, list.q, (leaf) => [leaf.name, leaf.leafId, ...leaf.why])
  const verdict = verdictText[found.claim.verdict]
  return (
    <div className="stack">
      <Alert
        type={found.claim.verdict === 'agrees' ? 'success' : 'warning'}
        showIcon
        title={
          <>
            {verdict.text}：市场自报 {claimText(found.claim)} 分，平台重算 {recomputedText(found.claim)} 分
            {wrong.length > 0 && `，${wrong.length} 项不一样`}
          </>
        }
        description={`平台的细则版本 ${found.ownRules}，市场的细则版本 ${found.marketRules}。`}
      />
      <Card
        size="small"
        title="逐项"
        extra={
          <label>
            只看不一样的 <Switch checked={onlyWrong} onChange={setOnlyWrong} aria-label="只看不一样的" />
          </label>
        }
      >
        <FindToolbar
          list={list}
          hint="搜索评分项、失分原因"
          found={rows.length}
          all={shown.length}
          unit="项"
          of={onlyWrong ? '不一样的' : '评分项'}
        />
        <DataTable
          label="逐项对照"
          rows={rows}
          rowKey={(leaf) => leaf.leafId}
          emptyText={
            list.q === '' ? '没有不一样的项' : `没有叫「${list.q}」的评分项${onlyWrong ? '，或它没有不一样' : ''}`
          }
          columns={[
            {
              key: 'leaf',
              title: '评分项',
              card: 'heading',
              render: (leaf) => (
                <>
                  {leaf.name} <span className="quiet">{leaf.leafId}</span>
                </>
              ),
            },
            { key: 'max', title: '满分', numeric: true, render: (leaf) => `${pointsText(leaf.max)} 分` },
            {
              key: 'claimed',
              title: '市场自报',
              numeric: true,
              render: (leaf) =>
                leaf.claimed === null ? '没有报' : `${rangeText(leaf.claimed.low, leaf.claimed.high)} 分`,
            },
            {
              key: 'own',
              title: '平台重算',
              numeric: true,
              render: (leaf) => `${rangeText(leaf.recomputed.low, leaf.recomputed.high)} 分`,
            },
            {
              key: 'agrees',
              title: '对照',
              render: (leaf) => (
                <StatusTag tone={leaf.agrees ? 'good' : 'bad'}>{leaf.agrees ? '一致' : '不一样'}</StatusTag>
              ),
            },
            {
              key: 'why',
              title: '重算为什么是这个分',
              card: 'wide',
              render: (leaf) =>
                leaf.why.length === 0 ? (
                  <span className="quiet">没有失分</span>
                ) : (
                  <ul className="why-list">
                    {leaf.why.map((why) => (
                      <li key={why}>{why}</li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
      </Card>
    </div>
  )
}
