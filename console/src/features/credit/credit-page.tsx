import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Button, Card, Descriptions, Flex, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import type { Body } from '../../lib/client.ts'
import { pointsText } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Credit, type CreditEvent, useAddCreditEvent, useCredit, useOpenAppeal } from './api.ts'
import { formulaLines, formulaPoints, gradeTone, mayAppeal, pointsOf, sumText } from './model.ts'

/** One merchant's score: the formula, the sum, and every event that it is made of. */
export const CreditPage = (): ReactNode => {
  const marketId = useMarketId()
  const { merchantId = '' } = useParams({ strict: false }) as { merchantId?: string }
  const credit = useCredit(marketId, merchantId)
  const can = useCan()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        title={credit.data ? `信用：${credit.data.merchantName}` : '信用'}
        note={credit.data && <AsOf at={credit.data.asOf} />}
        actions={
          <>
            <LinkButton goTo={{ page: 'credit' }}>返回信用</LinkButton>
            {can.operate && <Button onClick={() => setAdding(true)}>登记荣誉或处理</Button>}
          </>
        }
      />
      <QueryView query={credit}>
        {(data) => (
          <div className="stack">
            <Score credit={data} />
            <Events events={data.events} />
            <Formula credit={data} />
          </div>
        )}
      </QueryView>
      <EventForm merchantId={merchantId} open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

const Score = ({ credit }: { credit: Credit }): ReactNode => (
  <Card size="small">
    <Flex wrap gap="middle" align="center">
      <span className="headline">{pointsText(credit.score)} 分</span>
      <StatusTag tone={gradeTone[credit.grade]}>{labels.creditGrade[credit.grade]}</StatusTag>
      <span>{credit.stallCodes.length === 0 ? '现在没有摊位' : `摊位 ${credit.stallCodes.join('、')}`}</span>
    </Flex>
    <div className="quiet">{credit.recorded ? sumText(credit) : '还没有任何信用记录，分数就是起点分。'}</div>
  </Card>
)

const Events = ({ events }: { events: readonly CreditEvent[] }): ReactNode => {
  const can = useCan()
  const [appealing, setAppealing] = useState<CreditEvent>()
  return (
    <Card size="small" title="信用记录">
      <DataTable
        label="信用记录"
        rows={events}
        rowKey={(e) => e.creditEventId}
        emptyText="还没有信用记录"
        columns={[
          { key: 'kind', title: '记录', card: 'heading', render: (e) => labels.creditEventKind[e.kind] },
          { key: 'on', title: '发生于', render: (e) => e.occurredOn },
          { key: 'points', title: '分数', numeric: true, render: pointsOf },
          { key: 'reason', title: '事由', card: 'wide', render: (e) => e.reason },
          {
            key: 'appeal',
            title: '申诉',
            render: (e) => (e.appeal === null ? '—' : labels.appealState[e.appeal]),
          },
          {
            key: 'actions',
            title: '操作',
            card: 'actions',
            render: (e) =>
              can.write &&
              mayAppeal(e) && (
                <Button size="small" onClick={() => setAppealing(e)}>
                  代经营户申诉
                </Button>
              ),
          },
        ]}
      />
      {appealing && <AppealForm event={appealing} onClose={() => setAppealing(undefined)} />}
    </Card>
  )
}

const AppealForm = ({ event, onClose }: { event: CreditEvent; onClose: () => void }): ReactNode => {
  const open = useOpenAppeal(event.creditEventId)
  return (
    <FormDrawer<{ text: string }>
      title={`申诉：${labels.creditEventKind[event.kind]}（${event.occurredOn}）`}
      open
      onClose={onClose}
      submitLabel="提出申诉"
      onSubmit={(values) => open.mutateAsync(values)}
    >
      <Form.Item name="text" label="申诉理由" rules={[{ required: true, whitespace: true, message: '请填写申诉理由' }]}>
        <Input.TextArea rows={5} maxLength={1000} showCount />
      </Form.Item>
    </FormDrawer>
  )
}

const Formula = ({ credit }: { credit: Credit }): ReactNode => (
  <Card size="small" title="怎么算的">
    {formulaLines(credit.formula).map((line) => (
      <div key={line}>{line}</div>
    ))}
    <Descriptions
      size="small"
      column={{ xs: 1, sm: 2, md: 3 }}
      style={{ marginTop: 12 }}
      items={formulaPoints(credit.formula).map(({ label, points }) => ({
        key: label,
        label,
        children: `${points} 分`,
      }))}
    />
    <div className="quiet">
      依据：{credit.formula.source}（{labels.ruleMark[credit.formula.mark]}），自 {credit.formula.effectiveFrom} 起
    </div>
  </Card>
)

const EventForm = (props: { merchantId: string; open: boolean; onClose: () => void }): ReactNode => {
  const add = useAddCreditEvent(props.merchantId)
  const today = useToday()
  return (
    <FormDrawer<Body<'addCreditEvent'>>
      title="登记荣誉或处理"
      open={props.open}
      onClose={props.onClose}
      initialValues={{ kind: 'honour', occurredOn: today }}
      onSubmit={(values) => add.mutateAsync(values)}
    >
      <Form.Item name="kind" label="记什么">
        <Select
          options={[
            { value: 'honour', label: labels.creditEventKind.honour },
            { value: 'penalty', label: labels.creditEventKind.penalty },
          ]}
        />
      </Form.Item>
      <Form.Item name="occurredOn" label="发生于" rules={[{ required: true, message: '请选择日期' }]}>
        <DateField />
      </Form.Item>
      <Form.Item
        name="reason"
        label="事由"
        extra="公开显示；写明文件或决定的名称"
        rules={[{ required: true, whitespace: true, message: '请填写事由' }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
    </FormDrawer>
  )
}
