import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNow } from '../../lib/clock.ts'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { InstantField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAlarmTests, useRecordAlarmTest } from './api.ts'
import { DevicePicker } from './device-picker.tsx'
import { DeviceTabs } from './device-tabs.tsx'

export const AlarmTests = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const now = useNow()
  const [recording, setRecording] = useState(false)
  const record = useRecordAlarmTest()
  const tests = useAlarmTests(useMarketId(), { q: list.q || undefined, page: list.page, pageSize: list.pageSize })
  return (
    <>
      <PageHeader
        title="报警测试"
        note="消防预警、体温异常预警要有测试记录才算有效。"
        actions={
          can.write && (
            <Button type="primary" onClick={() => setRecording(true)}>
              记录一次测试
            </Button>
          )
        }
      />
      <DeviceTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索报警、设备、情况、记录人" />
      </ListToolbar>
      <QueryView
        dated
        query={tests}
        isEmpty={(d) => d.total === 0}
        empty={<Empty description={list.q === '' ? '还没有报警测试记录' : '没有这样的测试记录'} />}
      >
        {(data) => (
          <DataTable
            label="报警测试"
            rows={data.items}
            rowKey={(t) => t.alarmTestId}
            list={list}
            total={data.total}
            columns={[
              { key: 'kind', title: '报警', card: 'heading', render: (t) => labels.alarmTestKind[t.kind] },
              { key: 'device', title: '设备', render: (t) => t.deviceName ?? '—' },
              { key: 'at', title: '测试时间', render: (t) => <AsOf at={t.testedAt} bare /> },
              { key: 'note', title: '情况', render: (t) => t.note ?? '—' },
              { key: 'by', title: '记录人', render: (t) => t.recordedBy },
            ]}
          />
        )}
      </QueryView>
      <FormDrawer<Body<'recordAlarmTest'>>
        title="记录一次报警测试"
        open={recording}
        onClose={() => setRecording(false)}
        initialValues={{ kind: 'fire', testedAt: now.toISOString() }}
        onSubmit={(values) => record.mutateAsync(blankToNull(values))}
      >
        <Form.Item name="kind" label="测试的报警">
          <Select options={optionsOf(labels.alarmTestKind)} />
        </Form.Item>
        <Form.Item name="testedAt" label="测试时间" rules={[{ required: true, message: '请选择时间' }]}>
          <InstantField />
        </Form.Item>
        <Form.Item name="deviceId" label="设备" extra="测的是某一台设备时选择">
          <DevicePicker />
        </Form.Item>
        <Form.Item name="note" label="情况">
          <Input.TextArea rows={3} maxLength={200} showCount placeholder="例如 蜂鸣器响，值班室收到" />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
