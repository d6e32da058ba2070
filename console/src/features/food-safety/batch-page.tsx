/** One batch: where from, what was tested and stopped, where it went; and what can be done with it. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Button, Card, Descriptions } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { addressOf } from '../../lib/paths.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { CodeText } from '../../ui/code-text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type BatchDetail, useBatch, useForward } from './api.ts'
import { type BatchAct, BatchActs } from './batch-acts.tsx'
import { TransformBatch } from './transform-form.tsx'
import { amountText, batchTone, testTone } from './model.ts'

export const BatchPage = (): ReactNode => {
  const marketId = useMarketId()
  const { batchId = '' } = useParams({ strict: false }) as { batchId?: string }
  const batch = useBatch(marketId, batchId)
  const can = useCan()
  const navigate = useNavigate()
  const [act, setAct] = useState<BatchAct>()
  const one = batch.data?.batch
  const intakeId = batch.data?.sources.find((source) => source.batchId === batchId)?.intakeId ?? null
  return (
    <>
      <PageHeader
        title={one ? `批次：${one.commodityName}` : '批次'}
        actions={
          <>
            <LinkButton goTo={{ page: 'batches' }}>返回批次</LinkButton>
            <Button
              href={downloadUrl('printBatchLabels', { params: { marketId, batchId }, query: { count: 1 } })}
              target="_blank"
            >
              打印标签
            </Button>
            {can.write && one && (
              <>
                {one.state === 'on_sale' && <Button onClick={() => setAct('transform')}>分装、混合</Button>}
                {intakeId !== null && <Button onClick={() => setAct('correct')}>更正登记</Button>}
                {one.remaining > 0 && <Button onClick={() => setAct('dispose')}>无害化处理</Button>}
                {one.state !== 'on_hold' && (
                  <Button danger onClick={() => setAct('hold')}>
                    停止销售
                  </Button>
                )}
              </>
            )}
          </>
        }
      />
      <QueryView dated query={batch}>
        {(data) => (
          <div className="stack">
            <Facts detail={data} />
            <Checks detail={data} />
            <Whither batchId={batchId} unit={data.batch.unit} />
          </div>
        )}
      </QueryView>
      {one && (
        <TransformBatch
          batch={one}
          open={act === 'transform'}
          onClose={() => setAct(undefined)}
          onMade={([made]) => made !== undefined && void navigate(addressOf(marketId, { batchId: made }))}
        />
      )}
      {one && <BatchActs batch={one} intakeId={intakeId} act={act} onClose={() => setAct(undefined)} />}
    </>
  )
}

const Facts = ({ detail: { batch: b, sources } }: { detail: BatchDetail }): ReactNode => (
  <Card size="small" title="从哪里来" className="tables-apart">
    <Descriptions
      column={{ xs: 1, md: 3 }}
      items={[
        {
          key: 'state',
          label: '状态',
          children: <StatusTag tone={batchTone[b.state]}>{labels.batchState[b.state]}</StatusTag>,
        },
        {
          key: 'left',
          label: '剩余',
          children: `${amountText(b.remaining, b.unit)}（进货 ${amountText(b.quantity, b.unit)}）`,
        },
        {
          key: 'stall',
          label: '摊位',
          children: (
            <MarketLink target={{ papersOf: b.merchantId }}>
              {b.stallCode} {b.merchantName}
            </MarketLink>
          ),
        },
        { key: 'at', label: '入场', children: <AsOf at={b.enteredAt} bare /> },
        { key: 'made', label: '生产或采收', children: b.producedOn ?? '没有登记' },
        { key: 'expiry', label: '保质期至', children: b.expiresOn ?? '没有登记' },
        {
          key: 'trace',
          label: '追溯码',
          children: (
            <a className="mono-text" href={`/t/${encodeURIComponent(b.traceCode)}`} target="_blank" rel="noreferrer">
              <CodeText text={b.traceCode} />
            </a>
          ),
        },
      ]}
    />
    <DataTable
      label="来源"
      rows={sources}
      rowKey={(s) => s.batchId}
      columns={[
        { key: 'name', title: '批次', card: 'heading', render: (s) => (s.depth === 0 ? '本批' : s.commodityName) },
        {
          key: 'supplier',
          title: '供货者',
          render: (s) => s.supplierName ?? (s.intakeId === null ? '由上面的批次加工' : '自产自销'),
        },
        { key: 'origin', title: '产地', render: (s) => s.originPlace },
        {
          key: 'code',
          title: '追溯码',
          render: (s) => (
            <span className="mono-text">
              <CodeText text={s.traceCode} />
            </span>
          ),
        },
      ]}
    />
  </Card>
)

const Checks = ({ detail }: { detail: BatchDetail }): ReactNode => (
  <Card size="small" title="检测、停止销售和处理" className="tables-apart">
    <DataTable
      label="检测"
      rows={detail.tests}
      rowKey={(t) => t.quickTestId}
      emptyText="还没有检测"
      columns={[
        { key: 'item', title: '检测项目', card: 'heading', render: (t) => t.item },
        {
          key: 'result',
          title: '结果',
          render: (t) => <StatusTag tone={testTone[t.result]}>{labels.quickTestResult[t.result]}</StatusTag>,
        },
        { key: 'by', title: '检测人', render: (t) => t.tester },
        { key: 'at', title: '检测时间', render: (t) => <AsOf at={t.testedAt} bare /> },
      ]}
    />
    {detail.holds.length > 0 && (
      <DataTable
        label="停止销售记录"
        rows={detail.holds}
        rowKey={(h) => h.salesHoldId}
        columns={[
          { key: 'why', title: '停止原因', card: 'heading', render: (h) => labels.holdReason[h.reason] },
          { key: 'at', title: '停止', render: (h) => <AsOf at={h.heldAt} bare /> },
          {
            key: 'end',
            title: '恢复',
            render: (h) =>
              h.releasedAt === null ? <StatusTag tone="bad">还没有恢复</StatusTag> : <AsOf at={h.releasedAt} bare />,
          },
        ]}
      />
    )}
    {detail.disposals.length > 0 && (
      <DataTable
        label="处理记录"
        rows={detail.disposals}
        rowKey={(d) => d.disposalId}
        columns={[
          { key: 'how', title: '处理方式', card: 'heading', render: (d) => d.method },
          { key: 'much', title: '数量', numeric: true, render: (d) => amountText(d.quantity, d.unit) },
          { key: 'where', title: '地点', render: (d) => d.place },
          { key: 'who', title: '见证人', render: (d) => d.witness },
          { key: 'proof', title: '现场照片', render: (d) => <PaperLinks fileIds={d.evidenceFileIds} /> },
          { key: 'at', title: '时间', render: (d) => <AsOf at={d.disposedAt} bare /> },
        ]}
      />
    )}
  </Card>
)

export const PaperLinks = ({ fileIds }: { fileIds: readonly string[] }): ReactNode => {
  const marketId = useMarketId()
  return fileIds.length === 0
    ? '没有'
    : fileIds.map((fileId, i) => (
        <a
          key={fileId}
          href={downloadUrl('getPaperFile', { params: { marketId, fileId } })}
          target="_blank"
          rel="noreferrer"
          style={{ marginInlineEnd: 8 }}
        >
          第 {i + 1} 张
        </a>
      ))
}

const Whither = ({ batchId, unit }: { batchId: string; unit: 'gram' | 'piece' }): ReactNode => {
  const forward = useForward(useMarketId(), batchId)
  return (
    <QueryView query={forward}>
      {(f) => (
        <Card size="small" title="到哪里去">
          <p className="card-says">
            已卖 {amountText(f.quantitySold, unit)}，{countText(f.lineCount)} 笔，其中线上{' '}
            {countText(f.onlineLineCount)} 笔
          </p>
          <DataTable
            label="去向"
            rows={f.sales}
            rowKey={(s) => `${s.saleId} ${s.lineNo} ${s.batchId}`}
            emptyText="这一批还没有卖出"
            columns={[
              { key: 'at', title: '时间', card: 'heading', render: (s) => <AsOf at={s.soldAt} bare /> },
              { key: 'stall', title: '摊位', render: (s) => s.stallCode },
              { key: 'amount', title: '数量', numeric: true, render: (s) => amountText(s.quantity + s.excess, unit) },
              { key: 'basis', title: '怎么知道的', render: (s) => labels.linkBasis[s.basis] },
            ]}
          />
        </Card>
      )}
    </QueryView>
  )
}
