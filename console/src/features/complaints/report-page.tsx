import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Button, Card, Descriptions, Flex, Form, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Report, type ReportAction, useMoveReport, useReport } from './api.ts'
import { ClockCard, CourseCard, PhotoCard } from './case-parts.tsx'
import { reportHints, reportTone } from './model.ts'

export const ReportPage = (): ReactNode => {
  const { reportId = '' } = useParams({ strict: false }) as { reportId?: string }
  const report = useReport(useMarketId(), reportId)
  return (
    <>
      <PageHeader
        title={report.data ? `举报：${labels.complaintCategory[report.data.category]}` : '举报'}
        actions={<LinkButton goTo={{ page: 'reports' }}>返回举报</LinkButton>}
      />
      <QueryView query={report}>
        {(data) => (
          <div className="stack">
            <Steps report={data} />
            <Card size="small" title="违法线索">
              <p className="notice-body">{data.description}</p>
              <Descriptions
                column={{ xs: 1, md: 2 }}
                items={[
                  { key: 'stall', label: '摊位', children: data.stallCode ?? '没有指明' },
                  { key: 'channel', label: '来源', children: labels.complaintChannel[data.channel] },
                  { key: 'at', label: '收到', children: <AsOf at={data.receivedAt} bare /> },
                  {
                    key: 'finding',
                    label: '核查结果',
                    children: data.finding === null ? '还没有' : labels.reportFinding[data.finding],
                  },
                ]}
              />
            </Card>
            <ClockCard clocks={data.clocks} />
            <PhotoCard photos={data.photos} />
            <CourseCard moves={data.moves} />
          </div>
        )}
      </QueryView>
    </>
  )
}

const Steps = ({ report: r }: { report: Report }): ReactNode => {
  const can = useCan()
  const [action, setAction] = useState<ReportAction>()
  const move = useMoveReport(r.reportId)
  return (
    <Card size="small">
      <Flex wrap gap="small" align="center" justify="space-between">
        <StatusTag tone={reportTone[r.state]}>{labels.reportState[r.state]}</StatusTag>
        {can.write && (
          <Flex wrap gap="small">
            {r.allowed.map((each, i) => (
              <Button
                key={each}
                {...(i === 0 && each !== 'note' && { type: 'primary' })}
                onClick={() => setAction(each)}
              >
                {labels.reportAction[each]}
              </Button>
            ))}
          </Flex>
        )}
      </Flex>
      <FormDrawer<Omit<Body<'moveReport'>, 'action'>>
        title={action ? labels.reportAction[action] : ''}
        open={action !== undefined}
        onClose={() => setAction(undefined)}
        submitLabel={action ? labels.reportAction[action] : '保存'}
        onSubmit={async (values) => action && move.mutateAsync({ ...values, action })}
      >
        {action === 'close' && (
          <Form.Item name="finding" label="核查结果" rules={[{ required: true, message: '请选择核查结果' }]}>
            <Radio.Group options={optionsOf(labels.reportFinding)} />
          </Form.Item>
        )}
        {action && (
          <Form.Item
            name="note"
            label="办理说明"
            extra={reportHints[action]}
            rules={[{ required: true, whitespace: true, message: '请填写办理说明' }]}
          >
            <Input.TextArea autoFocus rows={5} maxLength={1000} showCount />
          </Form.Item>
        )}
      </FormDrawer>
    </Card>
  )
}
