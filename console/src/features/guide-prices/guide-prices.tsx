import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { countText } from '../../lib/format.ts'
import { type ListSearch, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FoundOf, ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { awayFrom, priceText } from '../notices/model.ts'
import { NoticeTabs } from '../notices/notice-tabs.tsx'
import { type GuidePrice, useCommodities, useGuidePrices, usePublishGuidePrices, useStatistics } from './api.ts'
import { GuidePriceForm } from './guide-price-form.tsx'
import { Quotes } from './quotes.tsx'

export const GuidePrices = (): ReactNode => {
  const can = useCan()
  const today = useToday()
  const list = useListSearch()
  const day = list.values['day'] ?? today
  const [setting, setSetting] = useState(false)
  return (
    <>
      <PageHeader
        title="参考价和行情"
        note="今日参考价每天早上开市前自动发布成公示；当天没有参考价就不发。"
        actions={
          can.write && (
            <>
              <LinkButton goTo={{ page: 'priceImport' }}>导入行情</LinkButton>
              <Button type="primary" onClick={() => setSetting(true)}>
                填写参考价
              </Button>
            </>
          )
        }
      />
      <NoticeTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索品名，三张表一起找" />
      </ListToolbar>
      <div className="stack">
        <DayCard day={day} list={list} onDay={(date) => list.set({ day: date === today ? undefined : date })} />
        <StatisticsCard list={list} />
        <Quotes list={list} />
      </div>
      <GuidePriceForm day={day} open={setting} onClose={() => setSetting(false)} />
    </>
  )
}

/** A commodity goes by several names: 土豆 is found as 马铃薯 too. */
const useNames = (): ((row: Pick<GuidePrice, 'commodityId' | 'commodityName'>) => string[]) => {
  const commodities = useCommodities()
  const aliases = new Map((commodities.data?.items ?? []).map((c) => [c.commodityId, c.aliases]))
  return ({ commodityId, commodityName }) => [commodityName, ...(aliases.get(commodityId) ?? [])]
}

interface DayProps {
  readonly day: string
  readonly list: ListSearch
  readonly onDay: (day: string) => void
}

const DayCard = ({ day, list, onDay }: DayProps): ReactNode => {
  const can = useCan()
  const prices = useGuidePrices(useMarketId(), day)
  const publish = usePublishGuidePrices()
  const namesOf = useNames()
  const all = prices.data?.items ?? []
  const found = withWords(all, list.q, namesOf)
  const isSet = all.length > 0
  return (
    <Card
      size="small"
      title={<span className="wrap-title">今日参考价（{day}）</span>}
      extra={
        can.operate &&
        isSet && (
          <ConfirmButton
            title="发布成公示？"
            description="同一天已发布的一条会先撤回。"
            okText="发布"
            onConfirm={() => publish.mutateAsync(day)}
            button={{ children: '发布成公示', loading: publish.isPending }}
          />
        )
      }
    >
      <ListToolbar>
        <div style={{ maxWidth: 220 }}>
          <DateField value={day} onChange={(date) => date !== null && onDay(date)} />
        </div>
        {isSet && <FoundOf q={list.q} found={found.length} all={all.length} unit="个" of="参考价" />}
      </ListToolbar>
      <QueryView
        query={prices}
        rows={2}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="这一天还没有参考价。导入行情，或点「填写参考价」。" />}
      >
        {() => (
          <DataTable
            label="今日参考价"
            rows={found}
            rowKey={(p) => p.commodityId}
            emptyText={`这一天没有叫「${list.q}」的参考价`}
            columns={[
              { key: 'name', title: '品种', card: 'heading', render: (p) => p.commodityName },
              { key: 'price', title: '参考价', numeric: true, render: (p) => priceText(p.priceFen, p.priceBasis) },
              { key: 'source', title: '来源', render: (p) => p.source },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}

const StatisticsCard = ({ list }: { list: ListSearch }): ReactNode => {
  const namesOf = useNames()
  const statistics = useStatistics(useMarketId())
  return (
    <Card size="small" title="本市场标价统计" extra={statistics.data && <AsOf at={statistics.data.asOf} />}>
      <QueryView
        query={statistics}
        rows={4}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="还没有摊位标价的商品" />}
      >
        {(data) => {
          const found = withWords(data.items, list.q, namesOf)
          return (
            <>
              <p className="quiet">方法：{data.method}</p>
              {list.q !== '' && (
                <ListToolbar>
                  <FoundOf q={list.q} found={found.length} all={data.items.length} unit="个" of="标价的品种" />
                </ListToolbar>
              )}
              <DataTable
                label="本市场标价统计"
                rows={found}
                rowKey={(s) => s.commodityId}
                emptyText={`没有摊位给「${list.q}」标价`}
                columns={[
                  { key: 'name', title: '品种', card: 'heading', render: (s) => s.commodityName },
                  {
                    key: 'sample',
                    title: '样本',
                    numeric: true,
                    render: (s) =>
                      s.stalls < data.fewest ? (
                        <StatusTag tone="unknown">{`${s.stalls} 个摊位，偏少`}</StatusTag>
                      ) : (
                        `${countText(s.stalls)} 个摊位`
                      ),
                  },
                  {
                    key: 'fresh',
                    title: '今天定价',
                    numeric: true,
                    render: (s) => `${countText(s.confirmedToday)} 个`,
                  },
                  { key: 'low', title: '最低', numeric: true, render: (s) => priceText(s.lowestFen, s.priceBasis) },
                  {
                    key: 'median',
                    title: '中位数',
                    numeric: true,
                    render: (s) => priceText(s.medianFen, s.priceBasis),
                  },
                  {
                    key: 'usual',
                    title: '常见价',
                    numeric: true,
                    render: (s) => priceText(s.typicalFen, s.priceBasis),
                  },
                  { key: 'high', title: '最高', numeric: true, render: (s) => priceText(s.highestFen, s.priceBasis) },
                  {
                    key: 'guide',
                    title: '参考价',
                    numeric: true,
                    render: (s) =>
                      s.guidePrice === null
                        ? '—'
                        : `${priceText(s.guidePrice.priceFen, s.priceBasis)}（${s.guidePrice.businessDate.slice(5)}）`,
                  },
                  {
                    key: 'away',
                    title: '中位数比参考价',
                    numeric: true,
                    render: (s) => awayFrom(s.medianFen, s.guidePrice?.priceFen) ?? '—',
                  },
                ]}
              />
              <p className="quiet">{labels.guidePriceNote}</p>
            </>
          )
        }}
      </QueryView>
    </Card>
  )
}
