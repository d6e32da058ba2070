import { daysBetween } from '@smart-market/shared/time.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { downloadUrl } from '../../lib/client.ts'
import { absent, daysLeftText } from '../../lib/format.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useLedger, useZones } from './api.ts'
import { LedgerTabs } from './ledger-tabs.tsx'
import { documentState, filterWords, ledgerFilters, ledgerSorts, screenTone } from './model.ts'
import { StallForm } from './stall-form.tsx'

/** 台账: one row a stall, with who is in it and whether the papers hold. */
export const Ledger = (): ReactNode => {
  const marketId = useMarketId()
  const can = useCan()
  const list = useListSearch()
  const filters = ledgerFilters(list.values)
  const sort = oneOf(list.sort, ledgerSorts)
  const ledger = useLedger(marketId, { ...filters, sort, order: list.order, page: list.page, pageSize: list.pageSize })
  const zones = useZones(marketId)
  const [adding, setAdding] = useState(false)
  const isFiltered = Object.values(filters).some((v) => v !== undefined && v !== '')
  return (
    <>
      <PageHeader
        title="台账"
        actions={
          <>
            {can.write && <Button onClick={() => setAdding(true)}>新建摊位</Button>}
            <Button href={downloadUrl('exportLedger', { params: { marketId }, query: filters })}>导出</Button>
            {can.write && (
              <LinkButton type="primary" goTo={{ page: 'ledgerImport' }}>
                导入
              </LinkButton>
            )}
          </>
        }
      />
      <LedgerTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、经营户、信用代码" />
        <FilterSelect
          list={list}
          name="zoneId"
          label="全部分区"
          options={(zones.data?.items ?? []).map((z) => ({ value: z.zoneId, label: z.name }))}
        />
        <FilterSelect list={list} name="occupancy" label="有无经营" options={optionsOf(filterWords.occupancy)} />
        <FilterSelect list={list} name="documents" label="证件" options={optionsOf(filterWords.documents)} />
        <FilterSelect list={list} name="screen" label="摊位屏" options={optionsOf(filterWords.screen)} />
      </ListToolbar>
      <QueryView
        dated
        query={ledger}
        isEmpty={(d) => d.total === 0 && !isFiltered}
        empty={<Empty description="台账还是空的，先导入现有的摊位和经营户表格。" />}
      >
        {(data) => (
          <DataTable
            label="台账"
            rows={data.items}
            rowKey={(r) => `${r.stallId}/${r.merchantId ?? ''}`}
            list={list}
            total={data.total}
            defaultSort="stallCode"
            loading={ledger.isPlaceholderData}
            columns={[
              {
                key: 'stallCode',
                title: '摊位号',
                sort: 'stallCode',
                card: 'heading',
                render: (r) => <MarketLink target={{ stallId: r.stallId }}>{r.stallCode}</MarketLink>,
              },
              { key: 'zone', title: '分区', sort: 'zoneName', render: (r) => r.zoneName ?? '未划分区' },
              {
                key: 'merchant',
                title: '经营户',
                sort: 'merchantName',
                render: (r) =>
                  r.merchantId === null ? (
                    <span className="quiet">空摊位</span>
                  ) : (
                    <MarketLink target={{ merchantId: r.merchantId }}>{r.merchantName}</MarketLink>
                  ),
              },
              { key: 'scope', title: '经营范围', render: (r) => r.goodsScope ?? absent },
              { key: 'phone', title: '电话', numeric: true, render: (r) => r.phoneMasked ?? absent },
              {
                key: 'grade',
                title: '信用',
                sort: 'creditGrade',
                render: (r) => (r.creditGrade === null ? absent : labels.creditGrade[r.creditGrade]),
              },
              {
                key: 'documents',
                title: '证照',
                render: (r) => {
                  const state = documentState(r)
                  return state ? <StatusTag tone={state.tone}>{state.text}</StatusTag> : absent
                },
              },
              {
                key: 'expiry',
                title: '最早到期',
                sort: 'nextExpiryOn',
                render: (r) => <Expiry on={r.nextExpiryOn} />,
              },
              {
                key: 'screen',
                title: '摊位屏',
                render: (r) => (
                  <StatusTag tone={screenTone[r.screenState]}>{labels.screenState[r.screenState]}</StatusTag>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      <StallForm open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

/** The next paper to end, and how soon. */
const Expiry = ({ on }: { on: string | null }): ReactNode => {
  const today = useToday()
  if (on === null) return absent
  return (
    <>
      <div className="nowrap">{on}</div>
      <div className="quiet nowrap">{daysLeftText(daysBetween(today, on))}</div>
    </>
  )
}
