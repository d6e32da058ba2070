/** Lines of acquirers' files: a third party's word on what stalls' own terminals and codes took. */
import { Alert } from 'antd'
import type { ReactNode } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { Money } from '../../ui/money.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useTerminalReceipts } from './api.ts'
import { receiptKindTexts, receiptMeansTexts } from './model.ts'

export const Terminals = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const { from, to } = list.values
  const { page, pageSize } = list
  const receipts = useTerminalReceipts(useMarketId(), { q: list.q || undefined, from, to, page, pageSize })
  return (
    <section aria-label="终端流水">
      <Alert
        type="info"
        showIcon
        title="这里是收单机构文件里的记录，不是本系统收的款。经营户自报的刷卡、扫码收款用它来核对。"
        style={{ marginBottom: 16 }}
      />
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、终端号、参考号" />
        <DateRange from={from} to={to} onChange={(start, end) => list.set({ from: start, to: end })} />
        {can.write && (
          <LinkButton type="primary" goTo={{ page: 'terminalImport' }}>
            导入终端流水
          </LinkButton>
        )}
      </ListToolbar>
      <QueryView query={receipts} rows={5}>
        {({ items, total, asOf }) => (
          <>
            <DataTable
              label="终端流水"
              rows={items}
              rowKey={(r) => r.terminalReceiptId}
              list={list}
              total={total}
              emptyText={
                list.q === '' && from === undefined && to === undefined
                  ? '还没有导入终端流水。向收单机构要当天的交易明细，表格原样导入即可。'
                  : '没有符合条件的流水'
              }
              columns={[
                { key: 'at', title: '时间', card: 'heading', render: (r) => <AsOf at={r.happenedAt} bare /> },
                { key: 'stall', title: '摊位', render: (r) => r.stallCode },
                {
                  key: 'kind',
                  title: '类型',
                  render: (r) => `${receiptMeansTexts[r.means]}${receiptKindTexts[r.kind]}`,
                },
                { key: 'amount', title: '金额', numeric: true, render: (r) => <Money fen={r.amountFen} /> },
                { key: 'terminal', title: '终端号', render: (r) => r.terminalNumber },
                { key: 'reference', title: '参考号', card: 'wide', render: (r) => r.reference },
                { key: 'acquirer', title: '收单机构', render: (r) => r.acquirer || '—' },
                {
                  key: 'matched',
                  title: '和自报收款',
                  render: (r) =>
                    r.matched ? (
                      <StatusTag tone="good">对上</StatusTag>
                    ) : (
                      <StatusTag tone="unknown">没有对应订单</StatusTag>
                    ),
                },
              ]}
            />
            <AsOf at={asOf} />
          </>
        )}
      </QueryView>
    </section>
  )
}
