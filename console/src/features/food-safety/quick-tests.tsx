import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Card, Empty, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type QuickTest, useQuickTests, useReportTest, useTestDuties } from './api.ts'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'
import { testResultList, testTone } from './model.ts'
import { SheetImport, TestPlanForm } from './test-plan.tsx'
import { QuickTestForm, type TestStart } from './quick-test-form.tsx'

export const QuickTests = (): ReactNode => {
  const list = useListSearch()
  const marketId = useMarketId()
  const can = useCan()
  const { from, to, result } = list.values
  const [start, setStart] = useState<TestStart>()
  const [open, setOpen] = useState<'plan' | 'sheet'>()
  const [reporting, setReporting] = useState<QuickTest>()
  const report = useReportTest()
  const [positive, setPositive] = useState<QuickTest>()
  const tests = useQuickTests(marketId, {
    q: list.q,
    from,
    to,
    result: oneOf(result, testResultList),
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="快检"
        note="结果为阳性的批次马上停止销售；复检阴性后才能恢复。"
        actions={
          can.write && (
            <>
              <Button onClick={() => setOpen('plan')}>设定计划</Button>
              <Button onClick={() => setOpen('sheet')}>导入结果表</Button>
              <Button type="primary" onClick={() => setStart({})}>
                登记结果
              </Button>
            </>
          )
        }
      />
      <FoodSafetyTabs />
      {positive && (
        <Alert
          type="error"
          showIcon
          closable={{ onClose: () => setPositive(undefined) }}
          style={{ marginBottom: 16 }}
          title={`摊位 ${positive.stallCode ?? '—'} 的「${positive.commodityName}」检测阳性，这一批已停止销售。`}
          description={<MarketLink target={{ page: 'holds' }}>看停止销售的批次</MarketLink>}
        />
      )}
      <DutyCard onTest={setStart} />
      <ListToolbar>
        <SearchBox list={list} hint="搜索品名、摊位号、样品编号" />
        <FilterSelect list={list} name="result" label="全部结果" options={optionsOf(labels.quickTestResult)} />
        <DateRange from={from} to={to} onChange={(begin, end) => list.set({ from: begin, to: end })} />
      </ListToolbar>
      <QueryView
        query={tests}
        isEmpty={(d) => d.total === 0 && list.q === '' && !from && !to && !result}
        empty={<Empty description="还没有快检记录" />}
      >
        {(data) => (
          <DataTable
            label="快检记录"
            rows={data.items}
            rowKey={(t) => t.quickTestId}
            list={list}
            total={data.total}
            loading={tests.isPlaceholderData}
            columns={[
              { key: 'name', title: '样品', card: 'heading', render: (t) => t.commodityName },
              {
                key: 'result',
                title: '结果',
                render: (t) => <StatusTag tone={testTone[t.result]}>{labels.quickTestResult[t.result]}</StatusTag>,
              },
              { key: 'stall', title: '摊位', render: (t) => `${t.stallCode ?? '—'} ${t.merchantName ?? ''}` },
              { key: 'item', title: '检测项目', render: (t) => t.item },
              { key: 'method', title: '方法', render: (t) => t.method },
              { key: 'retest', title: '复检', render: (t) => (t.retestOf === null ? '—' : '是复检') },
              { key: 'tester', title: '检测人', render: (t) => t.tester },
              { key: 'at', title: '检测时间', render: (t) => <AsOf at={t.testedAt} bare /> },
              ...(can.write
                ? [
                    {
                      key: 'actions',
                      title: '操作',
                      card: 'actions' as const,
                      render: (t: QuickTest) =>
                        t.result !== 'negative' &&
                        t.batchId !== null && (
                          <>
                            <Button size="small" onClick={() => setStart({ retest: t })}>
                              登记复检
                            </Button>
                            {t.result === 'positive' && (
                              <Button size="small" onClick={() => setReporting(t)}>
                                报告
                              </Button>
                            )}
                          </>
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </QueryView>
      <TestPlanForm open={open === 'plan'} onClose={() => setOpen(undefined)} />
      <SheetImport open={open === 'sheet'} onClose={() => setOpen(undefined)} />
      <FormDrawer<{ reportedTo: string; note?: string }>
        title={`报告「${reporting?.commodityName ?? ''}」检测阳性`}
        open={reporting !== undefined}
        onClose={() => setReporting(undefined)}
        submitLabel="登记已报告"
        onSubmit={async ({ reportedTo, note }) =>
          reporting && report.mutateAsync({ quickTestId: reporting.quickTestId, reportedTo, note: note || null })
        }
      >
        {reporting && (
          <p>
            <a
              href={downloadUrl('printTestReport', { params: { marketId, quickTestId: reporting.quickTestId } })}
              target="_blank"
              rel="noreferrer"
            >
              先下载处置报告（PDF）
            </a>
          </p>
        )}
        <Form.Item name="reportedTo" label="报给哪个部门" rules={[{ required: true, message: '请填写报告对象' }]}>
          <Input maxLength={80} placeholder="例如 区市场监管局" />
        </Form.Item>
        <Form.Item name="note" label="说明">
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </FormDrawer>
      <QuickTestForm
        start={start}
        onClose={() => setStart(undefined)}
        onRecorded={(test) => setPositive(test.result === 'positive' ? test : undefined)}
      />
    </>
  )
}

/** Whom to test today: those that waited longest. */
const DutyCard = ({ onTest }: { onTest: (start: TestStart) => void }): ReactNode => {
  const duties = useTestDuties(useMarketId())
  const can = useCan()
  return (
    <Card size="small" title="今天该检谁" style={{ marginBottom: 16 }}>
      <QueryView
        dated
        query={duties}
        rows={2}
        isEmpty={(d) => d.items.length === 0}
        empty={<div className="quiet">还没有设定快检计划，所以不排今天的名单。</div>}
      >
        {(data) => (
          <DataTable
            label="今天该检谁"
            rows={data.items}
            rowKey={(d) => d.categoryCode}
            columns={[
              {
                key: 'category',
                title: '品类',
                card: 'heading',
                render: (d) => labels.commodityCategory[d.categoryCode],
              },
              {
                key: 'done',
                title: '今天',
                render: (d) => (
                  <StatusTag tone={d.done >= d.perDay ? 'good' : 'warn'}>
                    {`已检 ${countText(d.done)} / ${countText(d.perDay)} 批`}
                  </StatusTag>
                ),
              },
              { key: 'items', title: '检测项目', render: (d) => d.items.join('、') },
              {
                key: 'next',
                title: '接下来检',
                card: 'wide',
                render: (d) =>
                  d.next.length === 0
                    ? '没有要检的'
                    : d.next.slice(0, 3).map((n) => (
                        <div key={n.merchantId}>
                          {n.stallCode} {n.merchantName}（{n.commodityName ?? '今天没有进货'}，
                          {n.lastTestedOn === null ? '从未检过' : `上次 ${n.lastTestedOn}`}）{' '}
                          {can.write && n.batchId !== null && (
                            <Button
                              type="link"
                              className="inline-button"
                              onClick={() => onTest({ batchId: n.batchId ?? '', item: d.items[0] ?? '' })}
                            >
                              登记结果
                            </Button>
                          )}
                        </div>
                      )),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
