/** 规则和保存期: what the gate judges by, with source and how sure we are, and what was deleted when its term was over. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Empty, Form, Input, InputNumber, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'
import { entryChoices, type FoodRule, ruleEditor, ruleWords } from './rule-words.ts'
import { useFoodRules, usePaperDeletions, useSetFoodRule } from './rules-api.ts'

export const FoodRules = (): ReactNode => (
  <>
    <PageHeader
      title="规则和保存期"
      note="入场按什么规则判断，凭证保存多久，到期删除了什么；「待核对」的请先对照原文。"
    />
    <FoodSafetyTabs />
    <div className="stack">
      <Rules />
      <Deletions />
    </div>
  </>
)

const Rules = (): ReactNode => {
  const can = useCan()
  const rules = useFoodRules(useMarketId())
  const [setting, setSetting] = useState<FoodRule>()
  return (
    <Card size="small" title="入场和保存的规则">
      <QueryView query={rules} rows={6}>
        {(data) => (
          <DataTable
            label="入场和保存的规则"
            rows={data.items}
            rowKey={(r) => r.ruleId}
            columns={[
              {
                key: 'label',
                title: '规则和依据',
                card: 'heading',
                render: (r) => (
                  <>
                    {r.label}
                    <div className="quiet rule-source">{r.source}</div>
                  </>
                ),
              },
              { key: 'value', title: '取值', card: 'wide', render: ruleWords },
              { key: 'from', title: '起用', render: (r) => r.effectiveFrom },
              {
                key: 'mark',
                title: '核对',
                render: (r) => (
                  <StatusTag tone={r.mark === 'recall' ? 'warn' : 'off'}>{labels.ruleMark[r.mark]}</StatusTag>
                ),
              },
              ...(can.write
                ? [
                    {
                      key: 'actions',
                      title: '操作',
                      card: 'actions' as const,
                      render: (r: FoodRule) =>
                        ruleEditor(r.ruleId) !== 'none' && (
                          <Button size="small" onClick={() => setSetting(r)}>
                            改用本市场的
                          </Button>
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </QueryView>
      {setting && <RuleForm rule={setting} onClose={() => setSetting(undefined)} />}
    </Card>
  )
}

const RuleForm = ({ rule, onClose }: { rule: FoodRule; onClose: () => void }): ReactNode => {
  const save = useSetFoodRule(rule.ruleId)
  const editor = ruleEditor(rule.ruleId)
  const required = (what: string) => [{ required: true, message: `请填写${what}` }]
  return (
    <FormDrawer<{ value: unknown; effectiveFrom: string; source: string }>
      title={rule.label}
      open
      onClose={onClose}
      initialValues={{ value: rule.value }}
      onSubmit={(values) => save.mutateAsync(values)}
    >
      <Form.Item name="value" label={editor === 'months' ? '保存几个月' : '取值'} rules={required('取值')}>
        {editor === 'months' ? (
          <InputNumber min={1} max={120} precision={0} suffix="个月" style={{ width: '100%' }} />
        ) : editor === 'choice' ? (
          <Radio.Group options={[...entryChoices]} />
        ) : (
          <Input maxLength={9} inputMode="numeric" placeholder="九位数字" />
        )}
      </Form.Item>
      <Form.Item name="effectiveFrom" label="从哪天起" rules={required('日期')} extra="以前登记的仍按当天的规则。">
        <DateField />
      </Form.Item>
      <Form.Item name="source" label="依据" rules={required('依据')}>
        <Input maxLength={120} placeholder="文件名称、文号和条款" />
      </Form.Item>
    </FormDrawer>
  )
}

const Deletions = (): ReactNode => {
  const list = useListSearch()
  const deletions = usePaperDeletions(useMarketId(), {
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <Card size="small" title="到期删除的记录">
      <ListToolbar>
        <SearchBox list={list} hint="搜索日期、规则依据" />
      </ListToolbar>
      <QueryView
        query={deletions}
        rows={3}
        isEmpty={(d) => d.total === 0}
        empty={
          <Empty
            description={
              list.q === ''
                ? '还没有删除过。凭证过了保存期，每天夜里自动删除，并在这里记下删了什么、按哪条规则。'
                : '没有这样的删除记录'
            }
          />
        }
      >
        {(data) => (
          <DataTable
            label="到期删除的记录"
            rows={data.items}
            rowKey={(d) => d.deletedAt}
            list={list}
            total={data.total}
            loading={deletions.isPlaceholderData}
            columns={[
              { key: 'at', title: '删除时间', card: 'heading', render: (d) => <AsOf at={d.deletedAt} bare /> },
              { key: 'intakes', title: '进货登记', numeric: true, render: (d) => `${countText(d.intakes)} 条` },
              { key: 'certificates', title: '合格证', numeric: true, render: (d) => `${countText(d.certificates)} 份` },
              { key: 'files', title: '凭证文件', numeric: true, render: (d) => `${countText(d.files)} 个` },
              { key: 'before', title: '哪天以前入场的', render: (d) => d.intakesBefore },
              { key: 'why', title: '按哪条规则', card: 'wide', render: (d) => [...new Set(d.sources)].join('；') },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
