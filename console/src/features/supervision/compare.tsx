/** Two to four markets side by side: figures in one table, points and turnover over the same days. */
import { businessDate } from '@smart-market/shared/time.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { Card, Empty, Select } from 'antd'
import type { ReactNode } from 'react'
import { useNow, useToday } from '../../lib/clock.ts'
import { absent, countText, pointsText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DayChart } from '../../ui/day-chart.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type MarketDetail, useBoard, useSupervisedMarkets } from './api.ts'
import { NoMarkets } from './board.tsx'
import { claimText, claimTrend, freshness, lagText, openKinds, recomputedText, trendOf } from './model.ts'
import { RubricChoice, useRubricChoice } from './rubric-choice.tsx'
import { openItemText, openItemUnit } from './text.ts'

const mostCompared = 4

export const Compare = (): ReactNode => {
  const list = useListSearch()
  const rubric = useRubricChoice(list)
  const board = useBoard(rubric)
  const chosen = (list.values['markets'] ?? '').split(',').filter((id) => id !== '')
  return (
    <>
      <PageHeader title="市场对比" note={board.data && <AsOf at={board.data.asOf} />} />
      <QueryView query={board} isEmpty={(data) => data.items.length === 0} empty={<NoMarkets />}>
        {(data) => (
          <>
            <ListToolbar>
              <Select
                mode="multiple"
                className="compare-picker"
                aria-label="选择要对比的市场"
                placeholder="选 2 到 4 个市场"
                maxCount={mostCompared}
                showSearch={{ optionFilterProp: 'words' }}
                notFoundContent="没有这个名字的市场"
                value={chosen.filter((id) => data.items.some((market) => market.marketId === id))}
                options={data.items.map(({ marketId, name, code, districtName }) => ({
                  value: marketId,
                  label: name,
                  words: `${name} ${code} ${districtName}`,
                }))}
                onChange={(ids: string[]) => list.set({ markets: ids.join(',') })}
              />
              <RubricChoice list={list} />
            </ListToolbar>
            {chosen.length < 2 ? (
              <Empty description="选两个以上市场，就能并排看得分、未了事项和营业额。" />
            ) : (
              <SideBySide marketIds={chosen.slice(0, mostCompared)} rubric={rubric} />
            )}
          </>
        )}
      </QueryView>
    </>
  )
}

interface Line {
  readonly title: string
  readonly of: (detail: MarketDetail) => ReactNode
}

const dayOf = (at: string): string => businessDate(new Date(at))

const SideBySide = ({ marketIds, rubric }: { marketIds: readonly string[]; rubric: string }): ReactNode => {
  const now = useNow()
  const queries = useSupervisedMarkets(marketIds, rubric)
  const failed = queries.find((query) => query.error !== null && query.data === undefined)
  const waiting = queries.find((query) => query.data === undefined)
  const all = queries.flatMap((query) => query.data ?? [])
  const lines: readonly Line[] = [
    {
      title: '达标：平台重算',
      of: ({ market }) => (market.claim ? `${recomputedText(market.claim)} 分` : '还没有上报'),
    },
    { title: '达标：市场自报', of: ({ market }) => (market.claim ? `${claimText(market.claim)} 分` : '还没有上报') },
    {
      title: '数据',
      of: ({ market }) => <StatusTag tone={freshness(market, now).tone}>{freshness(market, now).text}</StatusTag>,
    },
    { title: '积压', of: ({ market }) => lagText(market) },
    ...openKinds.map((kind) => ({
      title: openItemText[kind],
      of: ({ market }: MarketDetail) =>
        market.lastHeardAt === null ? absent : `${countText(market.open[kind])} ${openItemUnit[kind]}`,
    })),
    { title: '近 7 天营业额', of: ({ market }) => <Money fen={market.salesFen} /> },
    { title: '再前 7 天营业额', of: ({ market }) => <Money fen={market.salesFenBefore} /> },
    {
      title: '近 7 天快检（阳性）',
      of: ({ market }) =>
        market.lastHeardAt === null ? absent : `${countText(market.tests)} 次（${countText(market.testsPositive)} 次）`,
    },
  ]
  return (
    <QueryView query={failed ?? waiting ?? { data: all, error: null, dataUpdatedAt: 0, refetch: () => undefined }}>
      {() => (
        <div className="stack">
          <Card size="small" title="并排看">
            <DataTable
              label="市场对比"
              rows={lines}
              rowKey={(line) => line.title}
              columns={[
                { key: 'title', title: '项目', card: 'heading', render: (line) => line.title },
                ...all.map((detail) => ({
                  key: detail.market.marketId,
                  title: detail.market.name,
                  numeric: true,
                  render: (line: Line) => line.of(detail),
                })),
              ]}
            />
          </Card>
          <Trends all={all} />
        </div>
      )}
    </QueryView>
  )
}

/** The same axes for all, or the pictures would say what the numbers do not. */
const Trends = ({ all }: { all: readonly MarketDetail[] }): ReactNode => {
  const today = useToday()
  const trends = all.map((detail) => trendOf(detail.days, today, 14))
  const top = Math.max(1, ...trends.flatMap((days) => days.flatMap((day) => day.value ?? [])))
  return (
    <div className="columns">
      {all.map((detail, i) => (
        <Card
          key={detail.market.marketId}
          size="small"
          title={<PlatformLink target={{ marketId: detail.market.marketId }}>{detail.market.name}</PlatformLink>}
        >
          <p className="quiet">达标得分（平台重算，每天最后一次）</p>
          {detail.claims.length === 0 ? (
            <p>还没有上报这份细则的得分</p>
          ) : (
            <DayChart
              label={`${detail.market.name}达标得分走势`}
              days={claimTrend(detail.claims, dayOf).slice(-14)}
              top={detail.claims[0]?.max ?? 100}
              format={(value) => `${pointsText(value)} 分`}
            />
          )}
          <p className="quiet">每日营业额（近 14 天）</p>
          <DayChart
            label={`${detail.market.name}每日营业额走势`}
            days={trends[i] ?? []}
            top={top}
            format={(fen) => `${formatFen(fen)} 元`}
          />
        </Card>
      ))}
    </div>
  )
}
