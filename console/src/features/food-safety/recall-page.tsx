import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Button, Card, Descriptions, Empty, Form, Input } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { absent, countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Recall, type RecallDetail, useCloseRecall, useRecall, useRecallMessages } from './api.ts'
import { elapsedText } from './model.ts'

export const RecallPage = (): ReactNode => {
  const marketId = useMarketId()
  const { recallId = '' } = useParams({ strict: false }) as { recallId?: string }
  const recall = useRecall(marketId, recallId)
  const can = useCan()
  const close = useCloseRecall(recallId)
  const [closing, setClosing] = useState(false)
  const name = recall.data ? `${recall.data.drill ? '召回演练' : '召回'}：${recall.data.commodityName}` : '召回'
  return (
    <>
      <PageHeader
        title={name}
        actions={
          <>
            <LinkButton goTo={{ page: 'recalls' }}>返回召回</LinkButton>
            <Button href={downloadUrl('printRecall', { params: { marketId, recallId } })} target="_blank">
              打印报告
            </Button>
            {can.write && recall.data?.closedAt === null && (
              <Button type="primary" onClick={() => setClosing(true)}>
                结束
              </Button>
            )}
          </>
        }
      />
      <QueryView dated query={recall}>
        {(data) => (
          <div className="stack">
            <Progress recall={data} />
            <Buyers recall={data} />
            <Forward recall={data} />
          </div>
        )}
      </QueryView>
      <FormDrawer<{ conclusion: string }>
        title={`结束${recall.data?.drill === true ? '演练' : '召回'}`}
        open={closing}
        onClose={() => setClosing(false)}
        submitLabel="结束"
        onSubmit={(values) => close.mutateAsync(values)}
      >
        <Form.Item
          name="conclusion"
          label="结论"
          rules={[{ required: true, whitespace: true, message: '请填写结论' }]}
          {...(recall.data?.drill === true && { extra: '演练结束后，停止销售的批次自动恢复。' })}
        >
          <Input.TextArea autoFocus rows={4} maxLength={500} showCount />
        </Form.Item>
      </FormDrawer>
    </>
  )
}

const second = 1000
/** Runs while the recall is open; stands still at the end of it. */
const Stopwatch = ({ recall }: { recall: Recall }): ReactNode => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (recall.closedAt !== null) return
    const timer = window.setInterval(() => setNow(Date.now()), second)
    return () => window.clearInterval(timer)
  }, [recall.closedAt])
  const end = recall.closedAt === null ? now : Date.parse(recall.closedAt)
  return <span className="headline number">{elapsedText(end - Date.parse(recall.startedAt))}</span>
}

/** What each step counts; the first and the last count nothing. */
const stepUnits: Readonly<Record<keyof typeof labels.recallStep, string | null>> = {
  started: null,
  held: '批',
  stalls_listed: '个摊位',
  sales_listed: '条明细',
  buyers_queued: '条明细',
  buyers_told: '个订单',
  closed: null,
}
const counted = (step: keyof typeof stepUnits, count: number): string => {
  const unit = stepUnits[step]
  return unit === null ? absent : `${countText(count)} ${unit}`
}

const Progress = ({ recall: r }: { recall: RecallDetail }): ReactNode => (
  <Card size="small" title={r.closedAt === null ? '已经用时' : '一共用时'} extra={<Stopwatch recall={r} />}>
    <Descriptions
      column={{ xs: 1, md: 2 }}
      items={[
        { key: 'reason', label: '原因', children: r.reason },
        { key: 'by', label: '发起人', children: r.startedBy },
        { key: 'at', label: '开始', children: <AsOf at={r.startedAt} bare /> },
        { key: 'end', label: '结论', children: r.conclusion ?? '还没有结束' },
      ]}
    />
    <DataTable
      label="步骤用时"
      short
      rows={r.steps}
      rowKey={(s) => s.step}
      columns={[
        { key: 'step', title: '步骤', render: (s) => labels.recallStep[s.step] },
        { key: 'count', title: '数量', numeric: true, render: (s) => counted(s.step, s.count) },
        { key: 'time', title: '开始后', numeric: true, render: (s) => elapsedText(s.minutes * 60 * second) },
      ]}
    />
  </Card>
)

const Buyers = ({ recall }: { recall: RecallDetail }): ReactNode => {
  const all = useRecallMessages(useMarketId(), recall.recallId, { pageSize: 1 })
  if (recall.drill) return <Card size="small" title={`演练不通知买家：真的召回会给线上订单的买家发消息`} />
  return (
    <QueryView query={all}>
      {(told) => (
        <Card
          size="small"
          title={`已通知 ${countText(told.total)} 个线上订单的买家，其中 ${countText(told.read)} 个已看过`}
        >
          <Messages recallId={recall.recallId} />
        </Card>
      )}
    </QueryView>
  )
}

const Messages = ({ recallId }: { recallId: string }): ReactNode => {
  const list = useListSearch()
  const messages = useRecallMessages(useMarketId(), recallId, {
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <ListToolbar>
        <SearchBox list={list} hint="搜索订单号、摊位号" />
      </ListToolbar>
      <QueryView
        query={messages}
        rows={2}
        isEmpty={(d) => d.total === 0}
        empty={<Empty description={list.q === '' ? '没有要通知的线上订单' : '没有通知过这样的订单'} />}
      >
        {(data) => (
          <DataTable
            label="通知的买家"
            short
            rows={data.items}
            rowKey={(m) => m.stallOrderId}
            list={list}
            total={data.total}
            loading={messages.isPlaceholderData}
            columns={[
              { key: 'order', title: '订单', render: (m) => m.number },
              { key: 'stall', title: '摊位', render: (m) => m.stallCode },
              { key: 'at', title: '发出', render: (m) => <AsOf at={m.createdAt} bare /> },
              {
                key: 'read',
                title: '看过',
                render: (m) => (m.readAt === null ? '还没有' : <AsOf at={m.readAt} bare />),
              },
            ]}
          />
        )}
      </QueryView>
    </>
  )
}

const Forward = ({ recall: { forward } }: { recall: RecallDetail }): ReactNode => (
  <>
    <Card size="small" title={`涉及 ${countText(forward.stalls.length)} 个摊位`}>
      <DataTable
        label="涉及的摊位"
        rows={forward.stalls}
        rowKey={(s) => s.stallCode}
        emptyText="没有摊位"
        columns={[
          { key: 'stall', title: '摊位', card: 'heading', render: (s) => `${s.stallCode} ${s.merchantName}` },
          { key: 'sold', title: '已卖', numeric: true, render: (s) => `${countText(s.lineCount)} 笔` },
        ]}
      />
    </Card>
    <Card
      size="small"
      title={`已卖出 ${countText(forward.lineCount)} 笔，其中网上付款 ${countText(forward.onlineLineCount)} 笔`}
    >
      <DataTable
        label="涉及的交易"
        rows={forward.sales}
        rowKey={(s) => `${s.saleId} ${s.lineNo} ${s.batchId}`}
        emptyText="这一批还没有卖出"
        columns={[
          { key: 'at', title: '时间', card: 'heading', render: (s) => <AsOf at={s.soldAt} bare /> },
          { key: 'stall', title: '摊位', render: (s) => s.stallCode },
          { key: 'basis', title: '怎么知道的', render: (s) => labels.linkBasis[s.basis] },
          { key: 'amount', title: '金额', numeric: true, render: (s) => <Money fen={s.amountFen} /> },
        ]}
      />
    </Card>
  </>
)
