import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { CodeText } from '../../ui/code-text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useIntakes } from './api.ts'
import { Exchange } from './exchange.tsx'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'
import { amountText, batchTone, intakeStateList, intakeTone, missingText } from './model.ts'

export const Intakes = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const [exchanging, setExchanging] = useState(false)
  const { from, to, state } = list.values
  const intakes = useIntakes(useMarketId(), {
    q: list.q,
    from,
    to,
    state: oneOf(state, intakeStateList),
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="食安"
        note="每一批货从哪里来、有什么凭证、检测结果、还剩多少。"
        actions={
          <>
            <Button onClick={() => setExchanging(true)}>肉菜追溯文件</Button>
            {can.write && (
              <LinkButton type="primary" goTo={{ page: 'gate' }}>
                登记入场
              </LinkButton>
            )}
          </>
        }
      />
      <FoodSafetyTabs />
      <Exchange open={exchanging} onClose={() => setExchanging(false)} />
      <ListToolbar>
        <SearchBox list={list} hint="搜索品名、供货者、摊位号、追溯码" />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.intakeState)} />
        <DateRange from={from} to={to} onChange={(start, end) => list.set({ from: start, to: end })} />
      </ListToolbar>
      <QueryView
        dated
        query={intakes}
        isEmpty={(d) => d.total === 0 && list.q === '' && !state && !from && !to}
        empty={<Empty description="还没有进货登记。货车到门口时在「入场登记台」登记，或由经营户在小程序里登记。" />}
      >
        {(data) => (
          <DataTable
            label="进货登记"
            rows={data.items}
            rowKey={(i) => i.intakeId}
            list={list}
            total={data.total}
            loading={intakes.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '品名',
                card: 'heading',
                render: (i) => <MarketLink target={{ batchId: i.batch.batchId }}>{i.batch.commodityName}</MarketLink>,
              },
              {
                key: 'amount',
                title: '数量',
                numeric: true,
                render: (i) => amountText(i.batch.quantity, i.batch.unit),
              },
              { key: 'left', title: '剩余', numeric: true, render: (i) => amountText(i.batch.remaining, i.batch.unit) },
              {
                key: 'stall',
                title: '摊位',
                render: (i) => (
                  <MarketLink target={{ papersOf: i.batch.merchantId }}>
                    {i.batch.stallCode} {i.batch.merchantName}
                  </MarketLink>
                ),
              },
              {
                key: 'supplier',
                title: '供货者',
                render: (i) => (i.selfGrown ? '自产自销' : (i.supplierName ?? '—')),
              },
              { key: 'origin', title: '产地', render: (i) => i.batch.originPlace },
              {
                key: 'papers',
                title: '凭证',
                render: (i) =>
                  i.papersMissing.length === 0 ? (
                    <StatusTag tone="good">齐全</StatusTag>
                  ) : (
                    <StatusTag tone="warn">{missingText(i.papersMissing)}</StatusTag>
                  ),
              },
              {
                key: 'state',
                title: '状态',
                render: (i) =>
                  i.batch.state === 'on_hold' ? (
                    <StatusTag tone={batchTone.on_hold}>{labels.batchState.on_hold}</StatusTag>
                  ) : (
                    <StatusTag tone={intakeTone[i.state]}>{labels.intakeState[i.state]}</StatusTag>
                  ),
              },
              {
                key: 'trace',
                title: '追溯码',
                render: (i) => (
                  <a
                    className="mono-text"
                    href={`/t/${encodeURIComponent(i.batch.traceCode)}`}
                    target="_blank"
                    rel="noreferrer"
                  >
                    <CodeText text={i.batch.traceCode} />
                  </a>
                ),
              },
              { key: 'at', title: '登记', render: (i) => <AsOf at={i.enteredAt} bare /> },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}
