/** 一户一屏: what an inspector asks for at a stall: licences, papers of every delivery, tests, what was stopped or destroyed. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Card } from 'antd'
import type { ReactNode } from 'react'
import { countText } from '../../lib/format.ts'
import { type ListSearch, useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useDisposals, useIntakes, useMerchantName, useQuickTests, useSalesHolds } from './api.ts'
import { PaperLinks } from './batch-page.tsx'
import { amountText, missingText, testTone } from './model.ts'

const newest = 20

export const MerchantPapers = (): ReactNode => {
  const marketId = useMarketId()
  const { merchantId = '' } = useParams({ strict: false }) as { merchantId?: string }
  const list = useListSearch()
  const merchant = useMerchantName(marketId, merchantId)
  return (
    <>
      <PageHeader
        title={`${merchant.data?.name ?? '经营户'} 的食安材料`}
        note="一屏看完：证照、每次进货的凭证、检测、停止销售和处理。"
        actions={<LinkButton goTo={{ merchantId }}>看经营户档案</LinkButton>}
      />
      <div className="stack">
        <QueryView query={merchant}>
          {(data) => (
            <Card size="small" title="证照">
              <DataTable
                label="证照"
                rows={data.licences}
                rowKey={(l) => l.licenceId}
                emptyText="没有登记证照"
                columns={[
                  { key: 'kind', title: '证照', card: 'heading', render: (l) => labels.licenceKind[l.kind] },
                  { key: 'number', title: '编号', render: (l) => l.number },
                  {
                    key: 'to',
                    title: '有效期至',
                    render: (l) =>
                      l.expired ? (
                        <StatusTag tone="bad">{`已过期 ${l.validTo ?? ''}`}</StatusTag>
                      ) : (
                        (l.validTo ?? '长期有效')
                      ),
                  },
                ]}
              />
            </Card>
          )}
        </QueryView>
        <ListToolbar>
          <SearchBox list={list} hint="搜索品名，下面几张表一起找" />
        </ListToolbar>
        <Deliveries merchantId={merchantId} list={list} />
        <Tests merchantId={merchantId} list={list} />
        <Stopped merchantId={merchantId} list={list} />
      </div>
    </>
  )
}

interface OfMerchant {
  readonly merchantId: string
  readonly list: ListSearch
}

/** What a table says of a search: whose rows these are, and how many of them stand here. */
const toldOf = ({ q }: ListSearch, total: number, shown: number): string =>
  `${q === '' ? '' : `「${q}」`}共 ${countText(total)} 次，列出最近 ${countText(shown)} 次`

const Deliveries = ({ merchantId, list }: OfMerchant): ReactNode => {
  const intakes = useIntakes(useMarketId(), { merchantId, q: list.q, pageSize: newest })
  return (
    <QueryView query={intakes}>
      {(data) => (
        <Card size="small" title={`进货和凭证：${toldOf(list, data.total, data.items.length)}`}>
          <DataTable
            label="进货和凭证"
            rows={data.items}
            rowKey={(i) => i.intakeId}
            loading={intakes.isPlaceholderData}
            emptyText={list.q === '' ? '没有进货登记' : `没有「${list.q}」的进货登记`}
            columns={[
              {
                key: 'name',
                title: '品名',
                card: 'heading',
                render: (i) => <MarketLink target={{ batchId: i.batch.batchId }}>{i.batch.commodityName}</MarketLink>,
              },
              { key: 'much', title: '数量', numeric: true, render: (i) => amountText(i.batch.quantity, i.batch.unit) },
              { key: 'supplier', title: '供货者', render: (i) => (i.selfGrown ? '自产自销' : (i.supplierName ?? '—')) },
              { key: 'origin', title: '产地', render: (i) => i.batch.originPlace },
              {
                key: 'papers',
                title: '凭证',
                card: 'wide',
                render: (i) => (
                  <>
                    {i.papers.map((paper) => (
                      <div key={`${paper.kind} ${paper.number ?? ''}`}>
                        {labels.paperKind[paper.kind]} {paper.number ?? ''}{' '}
                        {paper.fileId !== null && <PaperLinks fileIds={[paper.fileId]} />}
                      </div>
                    ))}
                    {i.certificate && (
                      <div>
                        承诺达标合格证 {i.certificate.promisor} {i.certificate.issuedOn}
                      </div>
                    )}
                    {i.papersMissing.length > 0 && <StatusTag tone="warn">{missingText(i.papersMissing)}</StatusTag>}
                  </>
                ),
              },
              { key: 'at', title: '登记', render: (i) => <AsOf at={i.enteredAt} bare /> },
            ]}
          />
        </Card>
      )}
    </QueryView>
  )
}

const Tests = ({ merchantId, list }: OfMerchant): ReactNode => {
  const tests = useQuickTests(useMarketId(), { merchantId, q: list.q, pageSize: newest })
  return (
    <QueryView query={tests}>
      {(data) => (
        <Card size="small" title={`快检：${toldOf(list, data.total, data.items.length)}`}>
          <DataTable
            label="快检"
            rows={data.items}
            rowKey={(t) => t.quickTestId}
            loading={tests.isPlaceholderData}
            emptyText={list.q === '' ? '没有检测过' : `没有检测过「${list.q}」`}
            columns={[
              { key: 'name', title: '样品', card: 'heading', render: (t) => t.commodityName },
              { key: 'item', title: '检测项目', render: (t) => t.item },
              {
                key: 'result',
                title: '结果',
                render: (t) => <StatusTag tone={testTone[t.result]}>{labels.quickTestResult[t.result]}</StatusTag>,
              },
              { key: 'at', title: '检测时间', render: (t) => <AsOf at={t.testedAt} bare /> },
            ]}
          />
        </Card>
      )}
    </QueryView>
  )
}

/** Holds are searched here, and a merchant has few. */
const mostHolds = 200

const Stopped = ({ merchantId, list }: OfMerchant): ReactNode => {
  const holds = useSalesHolds(useMarketId(), { merchantId, pageSize: mostHolds })
  const disposals = useDisposals(useMarketId(), { merchantId, q: list.q, pageSize: newest })
  return (
    <Card size="small" title="停止销售和无害化处理">
      <QueryView query={holds}>
        {(data) => (
          <DataTable
            label="停止销售"
            rows={withWords(data.items, list.q, (h) => [h.commodityName]).slice(0, newest)}
            rowKey={(h) => h.salesHoldId}
            emptyText={list.q === '' ? '没有停止销售的记录' : `没有停止销售过「${list.q}」`}
            columns={[
              { key: 'name', title: '商品', card: 'heading', render: (h) => h.commodityName },
              { key: 'why', title: '原因', render: (h) => labels.holdReason[h.reason] },
              { key: 'at', title: '停止', render: (h) => <AsOf at={h.heldAt} bare /> },
              {
                key: 'end',
                title: '恢复',
                render: (h) =>
                  h.releasedAt === null ? (
                    <StatusTag tone="bad">还没有恢复</StatusTag>
                  ) : (
                    <AsOf at={h.releasedAt} bare />
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      <QueryView query={disposals}>
        {(data) => (
          <DataTable
            label="无害化处理"
            rows={data.items}
            rowKey={(d) => d.disposalId}
            emptyText={list.q === '' ? '没有无害化处理的记录' : `没有无害化处理过「${list.q}」`}
            columns={[
              { key: 'name', title: '处理的商品', card: 'heading', render: (d) => d.commodityName },
              { key: 'much', title: '数量', numeric: true, render: (d) => amountText(d.quantity, d.unit) },
              { key: 'how', title: '方式', render: (d) => d.method },
              { key: 'who', title: '见证人', render: (d) => d.witness },
              { key: 'proof', title: '现场照片', render: (d) => <PaperLinks fileIds={d.evidenceFileIds} /> },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
