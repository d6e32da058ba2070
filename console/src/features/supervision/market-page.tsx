/** One market from its own feed: points recomputed, trend, what is open, and how its feed stands. */
import { businessDate } from '@smart-market/shared/time.ts'
import { Card, Empty } from 'antd'
import type { ReactNode } from 'react'
import { useParams } from '@tanstack/react-router'
import { useNow, useToday } from '../../lib/clock.ts'
import { pointsText } from '../../lib/format.ts'
import { formatFen } from '@smart-market/shared/money.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DayChart } from '../../ui/day-chart.tsx'
import { ListToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type MarketDetail, useSupervisedMarket } from './api.ts'
import { FeedState } from './feed-state.tsx'
import { claimText, claimTrend, freshness, openKinds, openText, recomputedText, trendOf } from './model.ts'
import { RubricChoice, useRubricChoice } from './rubric-choice.tsx'
import { openItemText, verdictText } from './text.ts'

export const useMarketOfPage = (): string => (useParams({ strict: false }) as { marketId?: string }).marketId ?? ''

export const MarketPage = (): ReactNode => {
  const list = useListSearch()
  const marketId = useMarketOfPage()
  const detail = useSupervisedMarket(marketId, useRubricChoice(list))
  const now = useNow()
  const market = detail.data?.market
  return (
    <>
      <PageHeader
        title={market?.name ?? '市场'}
        note={
          market && (
            <>
              {market.code} · {market.districtName || market.districtCode} ·{' '}
              <StatusTag tone={freshness(market, now).tone}>{freshness(market, now).text}</StatusTag>{' '}
              <AsOf at={detail.data?.asOf} />
            </>
          )
        }
        actions={<PlatformLink target={{ page: 'markets' }}>回到辖区市场</PlatformLink>}
      />
      <ListToolbar>
        <RubricChoice list={list} />
      </ListToolbar>
      <QueryView query={detail}>
        {(data) => (
          <div className="stack">
            <Trends detail={data} />
            <Claims detail={data} />
            <div className="columns">
              <OpenItems detail={data} />
              <FeedState marketId={marketId} />
            </div>
          </div>
        )}
      </QueryView>
    </>
  )
}

const dayOf = (at: string): string => businessDate(new Date(at))

const Trends = ({ detail }: { detail: MarketDetail }): ReactNode => {
  const today = useToday()
  const points = claimTrend(detail.claims, dayOf)
  return (
    <div className="columns">
      <Card size="small" title="达标得分（平台重算，每天最后一次）">
        {points.length === 0 ? (
          <Empty description="市场还没有上报过这份细则的得分" />
        ) : (
          <DayChart
            label="达标得分走势"
            days={points.slice(-30)}
            top={detail.claims[0]?.max ?? 100}
            format={(value) => `${pointsText(value)} 分`}
          />
        )}
      </Card>
      <Card size="small" title="每日营业额（近 30 天）">
        <DayChart label="每日营业额走势" days={trendOf(detail.days, today)} format={(fen) => `${formatFen(fen)} 元`} />
      </Card>
    </div>
  )
}

const Claims = ({ detail }: { detail: MarketDetail }): ReactNode => (
  <Card size="small" title="市场自报和平台重算">
    <DataTable
      label="历次自报"
      rows={detail.claims.slice(0, 20)}
      rowKey={(claim) => String(claim.sequence)}
      emptyText="市场还没有上报过这份细则的得分"
      columns={[
        {
          key: 'at',
          title: '市场存下的时间',
          card: 'heading',
          render: (claim) => <AsOf at={claim.takenAt} bare />,
        },
        { key: 'claimed', title: '市场自报', numeric: true, render: (claim) => `${claimText(claim)} 分` },
        { key: 'own', title: '平台重算', numeric: true, render: (claim) => `${recomputedText(claim)} 分` },
        {
          key: 'verdict',
          title: '结论',
          render: (claim) => (
            <StatusTag tone={verdictText[claim.verdict].tone}>{verdictText[claim.verdict].text}</StatusTag>
          ),
        },
        {
          key: 'open',
          title: '逐项',
          card: 'actions',
          render: (claim) =>
            claim.recomputedLow === null ? (
              <span className="quiet">没法逐项对照</span>
            ) : (
              <PlatformLink target={{ claimOf: detail.market.marketId, sequence: claim.sequence }}>
                逐项对照
              </PlatformLink>
            ),
        },
      ]}
    />
  </Card>
)

const OpenItems = ({ detail }: { detail: MarketDetail }): ReactNode => {
  const now = useNow()
  const { open } = detail.market
  const days = (since: string): string => {
    const passed = Math.floor((now.getTime() - new Date(since).getTime()) / 86_400_000)
    return passed < 1 ? '不到 1 天' : `${passed} 天`
  }
  return (
    <Card size="small" title="未了事项和预警">
      <p>
        {openKinds
          .filter((kind) => open[kind] > 0)
          .map((kind) => openText(kind, open[kind]))
          .join('，') || (detail.market.lastHeardAt === null ? '还没有收到过数据' : '现在没有未了事项')}
      </p>
      {detail.openItems.length > 0 && (
        <DataTable
          label="未了事项"
          short
          rows={detail.openItems.slice(0, 50)}
          rowKey={(item) => `${item.kind} ${item.itemId}`}
          columns={[
            { key: 'kind', title: '事项', render: (item) => openItemText[item.kind] },
            { key: 'since', title: '从何时起', render: (item) => <AsOf at={item.since} bare /> },
            { key: 'days', title: '已过', numeric: true, render: (item) => days(item.since) },
          ]}
        />
      )}
    </Card>
  )
}
