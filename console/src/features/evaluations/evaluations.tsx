import { labels } from '@smart-market/shared/text/zh.ts'
import { evaluationStates } from '@smart-market/shared/contracts/evaluations.ts'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Card, Empty, Form, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNow } from '../../lib/clock.ts'
import { addressOf } from '../../lib/paths.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Summary, useCreateEvaluation, useEvaluations, useEvaluationWork, useRoles } from './api.ts'
import { stateTone } from './model.ts'

const columns: readonly Column<Summary>[] = [
  {
    key: 'year',
    title: '评定',
    card: 'heading',
    render: (e) => <EvaluationLink row={e}>{e.year} 年度评定</EvaluationLink>,
  },
  {
    key: 'state',
    title: '状态',
    render: (e) => <StatusTag tone={stateTone[e.state]}>{labels.evaluationState[e.state]}</StatusTag>,
  },
  { key: 'composite', title: '综合成绩', numeric: true, render: (e) => (e.composite ? `${e.composite} 分` : '—') },
  { key: 'notice', title: '公示', render: (e) => (e.noticeFrom ? `${e.noticeFrom} 至 ${e.noticeTo}` : '—') },
  { key: 'moved', title: '最近办理', render: (e) => <AsOf at={e.movedAt} bare /> },
]

const EvaluationLink = ({ row, children }: { row: Summary; children: ReactNode }): ReactNode => {
  const { to, search } = addressOf(row.marketId, { evaluationId: row.evaluationId })
  return (
    <Link to={to} search={search}>
      {children}
    </Link>
  )
}

/** 评定: this market's years, and for those who look after several markets, all of their work. */
export const Evaluations = (): ReactNode => {
  const evaluations = useEvaluations(useMarketId())
  const can = useCan()
  const roles = useRoles()
  const [opening, setOpening] = useState(false)
  const isOutside = roles.some((role) => !['market_staff', 'market_operator', 'inspector'].includes(role))
  return (
    <>
      <PageHeader
        title="评定"
        note="智慧化商品交易市场评定：市场申请，区级初审，三方评分，市级汇总、公示。"
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setOpening(true)}>
              申请评定
            </Button>
          )
        }
      />
      <div className="stack">
        <QueryView
          query={evaluations}
          isEmpty={(d) => d.items.length === 0}
          empty={
            <Empty
              className="empty-note"
              description="本市场还没有申请过评定。由市场开办者点「申请评定」开始：填申请报告、声明参评条件、上传证照，提交后由区级初审。"
            />
          }
        >
          {(data) => (
            <>
              {data.awarded && (
                <Alert
                  type="info"
                  showIcon
                  title="本市场已经奖补过；原则上每个市场奖补一次。"
                  style={{ marginBottom: 16 }}
                />
              )}
              <DataTable label="本市场评定" rows={data.items} rowKey={(e) => e.evaluationId} columns={columns} />
            </>
          )}
        </QueryView>
        {isOutside && <Work />}
      </div>
      <OpenForm open={opening} onClose={() => setOpening(false)} />
    </>
  )
}

const Work = (): ReactNode => {
  const list = useListSearch(20)
  const state = oneOf(list.values['state'], evaluationStates)
  const work = useEvaluationWork({ q: list.q, state, page: list.page, pageSize: list.pageSize })
  return (
    <Card size="small" title="我负责的各市场评定">
      <ListToolbar>
        <SearchBox list={list} hint="市场名称" />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.evaluationState)} />
      </ListToolbar>
      <QueryView query={work}>
        {(data) => (
          <DataTable
            label="各市场评定"
            rows={data.items}
            rowKey={(e) => e.evaluationId}
            list={list}
            total={data.total}
            loading={work.isPlaceholderData}
            columns={[
              {
                key: 'market',
                title: '市场',
                card: 'heading',
                render: (e) => <EvaluationLink row={e}>{e.marketName}</EvaluationLink>,
              },
              { key: 'district', title: '区县', render: (e) => e.districtName || '—' },
              { key: 'year', title: '年度', numeric: true, render: (e) => String(e.year) },
              ...columns.slice(1),
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}

const OpenForm = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const create = useCreateEvaluation()
  const year = useNow().getFullYear()
  return (
    <FormDrawer<{ year: number }>
      title="申请评定"
      open={open}
      onClose={onClose}
      initialValues={{ year }}
      submitLabel="开始填写"
      onSubmit={(values) => create.mutateAsync(values)}
    >
      <Form.Item
        name="year"
        label="评定年度"
        extra="依据郑市发〔2021〕91号，每年评定一次。开始后先保存为草稿，不会马上提交。"
        rules={[{ required: true, message: '请填写年度' }]}
      >
        <InputNumber min={2021} max={2099} style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  )
}
