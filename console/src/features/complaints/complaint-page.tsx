import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Alert, Button, Card, Checkbox, Descriptions, Flex, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { absent } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Complaint, type ComplaintAction, useComplaint, useMoveComplaint } from './api.ts'
import { ClockCard, CourseCard, PhotoCard } from './case-parts.tsx'
import { actionHints, complaintTone, limitText, mainAction, mayUphold, stepsOf } from './model.ts'

export const ComplaintPage = (): ReactNode => {
  const marketId = useMarketId()
  const { complaintId = '' } = useParams({ strict: false }) as { complaintId?: string }
  const complaint = useComplaint(marketId, complaintId)
  const can = useCan()
  return (
    <>
      <PageHeader
        title={complaint.data ? `投诉：${labels.complaintCategory[complaint.data.category]}` : '投诉'}
        actions={
          <>
            <LinkButton goTo={{ page: 'complaints' }}>返回投诉</LinkButton>
            {(can.operate || can.supervise) && (
              <>
                <Button href={downloadUrl('getEvidencePdf', { params: { marketId, complaintId } })} download>
                  证据材料（PDF）
                </Button>
                <Button href={downloadUrl('getEvidenceBundle', { params: { marketId, complaintId } })} download>
                  证据包（JSON）
                </Button>
              </>
            )}
          </>
        }
      />
      <QueryView query={complaint}>
        {(data) => (
          <div className="stack">
            <Steps complaint={data} />
            <Facts complaint={data} />
            <ClockCard clocks={data.clocks} />
            <PhotoCard photos={data.photos} />
            <CourseCard moves={data.moves} />
          </div>
        )}
      </QueryView>
    </>
  )
}

const Facts = ({ complaint: c }: { complaint: Complaint }): ReactNode => {
  const limit = limitText(c.limitFlags)
  return (
    <Card size="small" title="投诉内容">
      {limit !== null && <Alert type="warning" showIcon title={limit} style={{ marginBottom: 12 }} />}
      <p className="notice-body">{c.description}</p>
      <Descriptions
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'wants', label: '想要怎样解决', children: c.wants ?? '没有写' },
          {
            key: 'stall',
            label: '摊位',
            children:
              c.merchantId === null ? (
                (c.stallCode ?? '没有指明')
              ) : (
                <MarketLink target={{ merchantId: c.merchantId }}>{c.stallCode ?? '看经营户'}</MarketLink>
              ),
          },
          {
            key: 'contact',
            label: '投诉人',
            children: [c.contact?.nameMasked, c.contact?.phoneMasked].filter(Boolean).join('，') || absent,
          },
          { key: 'channel', label: '来源', children: labels.complaintChannel[c.channel] },
          {
            key: 'proof',
            label: '凭据',
            children:
              [c.saleId && '小票', c.stallOrderId && '线上订单', c.reweighId && '公平秤复称']
                .filter(Boolean)
                .join('、') || '没有附上',
          },
          { key: 'at', label: '收到', children: <AsOf at={c.receivedAt} bare /> },
          { key: 'outcome', label: '结果', children: c.outcome ?? '还没有' },
        ]}
      />
    </Card>
  )
}

const Steps = ({ complaint: c }: { complaint: Complaint }): ReactNode => {
  const can = useCan()
  const [action, setAction] = useState<ComplaintAction>()
  const move = useMoveComplaint(c.complaintId)
  const main = mainAction(c.allowed)
  return (
    <Card size="small">
      <Flex wrap gap="small" align="center" justify="space-between">
        <Flex wrap gap="small" align="center">
          <StatusTag tone={complaintTone[c.state]}>{labels.complaintState[c.state]}</StatusTag>
          <span>{labels.complaintStep[c.step]}</span>
          {c.overdue && <StatusTag tone="bad">已逾期</StatusTag>}
        </Flex>
        {can.write && (
          <Flex wrap gap="small">
            {stepsOf(c).map((each) => (
              <Button key={each} {...(each === main && { type: 'primary' })} onClick={() => setAction(each)}>
                {labels.complaintAction[each]}
              </Button>
            ))}
          </Flex>
        )}
      </Flex>
      <FormDrawer<{ note: string; upheld?: boolean }>
        title={action ? labels.complaintAction[action] : ''}
        open={action !== undefined}
        onClose={() => setAction(undefined)}
        submitLabel={action ? labels.complaintAction[action] : '保存'}
        onSubmit={async (values) => action && move.mutateAsync({ ...values, action })}
      >
        {action && (
          <>
            <Form.Item
              name="note"
              label="办理说明"
              extra={actionHints[action]}
              rules={[{ required: true, whitespace: true, message: '请填写办理说明' }]}
            >
              <Input.TextArea autoFocus rows={5} maxLength={1000} showCount />
            </Form.Item>
            {mayUphold(action) && (
              <Form.Item name="upheld" valuePropName="checked" extra="勾选后记入这户的信用记录，经营户可以申诉。">
                <Checkbox>投诉成立</Checkbox>
              </Form.Item>
            )}
          </>
        )}
      </FormDrawer>
    </Card>
  )
}
