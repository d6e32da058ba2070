import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty, Flex, Form, InputNumber, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type NoticeTopic, useNoticeTopics, useSetTopic } from './api.ts'
import { ageText, byUrgency, topicState } from './model.ts'
import { NoticeForm } from './notice-form.tsx'
import { NoticeReminders } from './notice-reminders.tsx'
import { NoticeTabs } from './notice-tabs.tsx'

export const NoticeTopics = (): ReactNode => {
  const topics = useNoticeTopics(useMarketId())
  const can = useCan()
  const [writing, setWriting] = useState<NoticeTopic['kind']>()
  const [setting, setSetting] = useState<NoticeTopic>()
  const save = useSetTopic(setting?.kind)
  return (
    <>
      <PageHeader title="必须公示的内容" note={topics.data && <AsOf at={topics.data.asOf} />} />
      <NoticeTabs />
      <QueryView
        query={topics}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="还没有设定公示内容" />}
      >
        {(data) => (
          <DataTable
            label="必须公示的内容"
            rows={byUrgency(data.items)}
            rowKey={(t) => t.kind}
            columns={[
              {
                key: 'kind',
                title: '内容',
                card: 'heading',
                render: (t) => (
                  <MarketLink target={{ page: 'notices', search: { kind: t.kind } }}>
                    {labels.noticeKind[t.kind]}
                  </MarketLink>
                ),
              },
              { key: 'required', title: '是否必须', render: (t) => (t.required ? '必须' : '不要求') },
              { key: 'cadence', title: '更换周期', numeric: true, render: (t) => `${t.cadenceDays} 天` },
              { key: 'count', title: '已发布', numeric: true, render: (t) => `${countText(t.publishedCount)} 条` },
              { key: 'last', title: '上次发布', numeric: true, render: (t) => ageText(t.ageDays) },
              {
                key: 'state',
                title: '状态',
                render: (t) => <StatusTag tone={topicState(t).tone}>{topicState(t).text}</StatusTag>,
              },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (t) => (
                  <Flex gap="small">
                    {can.write && (
                      <Button
                        size="small"
                        type={t.required && t.stale ? 'primary' : 'default'}
                        onClick={() => setWriting(t.kind)}
                      >
                        发布新的
                      </Button>
                    )}
                    {can.operate && (
                      <Button size="small" onClick={() => setSetting(t)}>
                        周期
                      </Button>
                    )}
                  </Flex>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      {can.write && <NoticeReminders />}
      <NoticeForm
        {...(writing ? { kind: writing } : {})}
        open={writing !== undefined}
        onClose={() => setWriting(undefined)}
      />
      <FormDrawer<Body<'setNoticeTopic'>>
        title={`更换周期：${setting ? labels.noticeKind[setting.kind] : ''}`}
        open={setting !== undefined}
        onClose={() => setSetting(undefined)}
        {...(setting ? { initialValues: { required: setting.required, cadenceDays: setting.cadenceDays } } : {})}
        onSubmit={(values) => save.mutateAsync(values)}
      >
        <Form.Item name="required" label="必须公示" valuePropName="checked">
          <Switch checkedChildren="是" unCheckedChildren="否" />
        </Form.Item>
        <Form.Item
          name="cadenceDays"
          label="更换周期"
          extra="评价细则只写「按期定时更换」，没有写天数；这里由市场自己设定。"
          rules={[{ required: true, message: '请填写天数' }]}
        >
          <InputNumber min={1} max={366} precision={0} suffix="天" style={{ width: '100%' }} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
