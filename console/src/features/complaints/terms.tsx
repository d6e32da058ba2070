import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Card, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FindToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { calendarExample, calendarTone, readCalendar, ruleText } from './calendar.ts'
import { useCalendar, useImportCalendar, useRules } from './calendar-api.ts'
import { ComplaintTabs } from './complaint-tabs.tsx'

/** What clocks are counted by: the rules with their sources, and the days off. */
export const Terms = (): ReactNode => {
  const can = useCan()
  const [importing, setImporting] = useState(false)
  return (
    <>
      <PageHeader
        title="期限和节假日"
        note="办理期限按工作日计算；节假日和调休每年由国务院公布，公布后导入。"
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setImporting(true)}>
              导入节假日
            </Button>
          )
        }
      />
      <ComplaintTabs />
      <div className="stack">
        <Calendar />
        <Rules />
      </div>
      <CalendarForm open={importing} onClose={() => setImporting(false)} />
    </>
  )
}

const Calendar = (): ReactNode => {
  const calendar = useCalendar(useMarketId())
  return (
    <Card size="small" title="节假日和调休上班" extra={calendar.data && <AsOf at={calendar.data.asOf} />}>
      <QueryView query={calendar} rows={3}>
        {(data) => (
          <DataTable
            label="节假日和调休上班"
            rows={data.items}
            rowKey={(y) => String(y.year)}
            columns={[
              { key: 'year', title: '年份', card: 'heading', render: (y) => `${y.year} 年` },
              {
                key: 'holidays',
                title: '放假',
                card: 'wide',
                render: (y) =>
                  y.holidays
                    .map((h) => `${h.name} ${h.from.slice(5)}${h.from === h.to ? '' : ` 至 ${h.to.slice(5)}`}`)
                    .join('；'),
              },
              {
                key: 'workdays',
                title: '调休上班',
                card: 'wide',
                render: (y) => y.workdays.map((day) => day.slice(5)).join('、') || '没有',
              },
              { key: 'source', title: '来源', card: 'wide', render: (y) => y.source },
              {
                key: 'mark',
                title: '核对',
                render: (y) => <StatusTag tone={calendarTone[y.mark]}>{labels.ruleMark[y.mark]}</StatusTag>,
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}

const Rules = (): ReactNode => {
  const list = useListSearch()
  const rules = useRules(useMarketId())
  return (
    <Card size="small" title="期限、限制和公式">
      <QueryView query={rules} rows={6}>
        {({ items }) => {
          const found = withWords(items, list.q, (r) => [r.label, ruleText(r.ruleId, r.value), r.source])
          return (
            <>
              <FindToolbar
                list={list}
                hint="搜索规则、取值、依据"
                found={found.length}
                all={items.length}
                unit="条"
                of="规则"
              />
              <DataTable
                label="期限、限制和公式"
                rows={found}
                rowKey={(r) => r.ruleId}
                emptyText={`没有写着「${list.q}」的规则`}
                columns={[
                  { key: 'label', title: '规则', card: 'heading', render: (r) => r.label },
                  { key: 'value', title: '取值', card: 'wide', render: (r) => ruleText(r.ruleId, r.value) },
                  { key: 'from', title: '起用', render: (r) => r.effectiveFrom },
                  {
                    key: 'mark',
                    title: '核对',
                    render: (r) => (
                      <StatusTag tone={r.mark === 'recall' ? 'warn' : 'off'}>{labels.ruleMark[r.mark]}</StatusTag>
                    ),
                  },
                  { key: 'source', title: '依据', card: 'wide', render: (r) => r.source },
                ]}
              />
            </>
          )
        }}
      </QueryView>
    </Card>
  )
}

const CalendarForm = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const save = useImportCalendar()
  return (
    <FormDrawer<{ year: string; source: string; text: string }>
      title="导入节假日"
      open={open}
      onClose={onClose}
      submitLabel="导入，并重算期限"
      onSubmit={({ year, source, text }) => save.mutateAsync({ years: [readCalendar(Number(year), source, text)] })}
    >
      <Alert
        type="info"
        showIcon
        title="一整年一起导入，会替换原来的那一年；没有办结的期限随之重算。"
        style={{ marginBottom: 16 }}
      />
      <Form.Item
        name="year"
        label="年份"
        rules={[{ required: true, pattern: /^20\d{2}$/, message: '请填写四位年份，例如 2027' }]}
      >
        <Input inputMode="numeric" maxLength={4} />
      </Form.Item>
      <Form.Item name="source" label="来源文件" rules={[{ required: true, message: '请填写文件名称和文号' }]}>
        <Input maxLength={200} placeholder="国务院办公厅关于 2027 年部分节假日安排的通知" />
      </Form.Item>
      <Form.Item
        name="text"
        label="安排"
        extra={`一行一条，例如：${calendarExample}`}
        rules={[
          {
            validator: (_rule, value: string | undefined) => {
              try {
                readCalendar(2027, '', value ?? '')
                return Promise.resolve()
              } catch (error) {
                return Promise.reject(error instanceof Error ? error : new Error('格式不对'))
              }
            },
          },
        ]}
      >
        <Input.TextArea rows={10} />
      </Form.Item>
    </FormDrawer>
  )
}
