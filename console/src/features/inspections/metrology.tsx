import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Checkbox, Empty, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { StallCodePicker } from '../ledger/stall-picker.tsx'
import { useMetrologyChecks, useRecordMetrology } from './api.ts'
import { InspectionTabs } from './inspection-tabs.tsx'
import { scaleTold } from './model.ts'

export const Metrology = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const [recording, setRecording] = useState(false)
  const checks = useMetrologyChecks(useMarketId(), {
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader
        title="秤的检定"
        note="每台秤最近一次检定，先到期的在前。"
        actions={
          can.write && (
            <Button type="primary" onClick={() => setRecording(true)}>
              登记检定
            </Button>
          )
        }
      />
      <InspectionTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索秤编号、摊位号、证书编号" />
      </ListToolbar>
      <QueryView
        dated
        query={checks}
        isEmpty={(d) => d.total === 0}
        empty={
          <Empty
            description={list.q === '' ? '还没有登记过检定。电子秤和公平秤都要按期强制检定。' : '没有这样的检定'}
          />
        }
      >
        {(data) => (
          <DataTable
            label="秤的检定"
            rows={data.items}
            rowKey={(c) => c.metrologyCheckId}
            list={list}
            total={data.total}
            loading={checks.isPlaceholderData}
            columns={[
              {
                key: 'scale',
                title: '秤',
                card: 'heading',
                render: (c) => (c.fairScale ? `${c.scaleCode}（公平秤）` : c.scaleCode),
              },
              { key: 'stall', title: '摊位', render: (c) => c.stallCode ?? '—' },
              {
                key: 'state',
                title: '状态',
                render: (c) => <StatusTag tone={scaleTold(c).tone}>{scaleTold(c).text}</StatusTag>,
              },
              { key: 'validTo', title: '有效期至', render: (c) => c.validTo },
              { key: 'checkedOn', title: '检定日期', render: (c) => c.checkedOn },
              { key: 'result', title: '结果', render: (c) => labels.metrologyResult[c.result] },
              { key: 'institute', title: '检定机构', render: (c) => c.institute },
              { key: 'number', title: '证书编号', render: (c) => c.certificateNumber },
            ]}
          />
        )}
      </QueryView>
      <MetrologyForm open={recording} onClose={() => setRecording(false)} />
    </>
  )
}

const MetrologyForm = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const record = useRecordMetrology()
  return (
    <FormDrawer<Body<'recordMetrologyCheck'>>
      title="登记检定"
      open={open}
      onClose={onClose}
      initialValues={{ result: 'qualified', fairScale: false }}
      onSubmit={(values) => record.mutateAsync(blankToNull(values))}
    >
      <Form.Item name="scaleCode" label="秤编号" rules={[{ required: true, message: '请填写秤编号' }]}>
        <Input maxLength={32} autoFocus />
      </Form.Item>
      <Form.Item name="fairScale" valuePropName="checked">
        <Checkbox>这是公平秤</Checkbox>
      </Form.Item>
      <Form.Item name="stallCode" label="摊位" extra="公平秤可以空着">
        <StallCodePicker />
      </Form.Item>
      <Form.Item name="checkedOn" label="检定日期" rules={[{ required: true, message: '请选择检定日期' }]}>
        <DateField />
      </Form.Item>
      <Form.Item name="validTo" label="有效期至" rules={[{ required: true, message: '请选择有效期' }]}>
        <DateField />
      </Form.Item>
      <Form.Item name="institute" label="检定机构" rules={[{ required: true, message: '请填写检定机构' }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="certificateNumber" label="证书编号" rules={[{ required: true, message: '请填写证书编号' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="result" label="结果">
        <Select options={optionsOf(labels.metrologyResult)} />
      </Form.Item>
    </FormDrawer>
  )
}
