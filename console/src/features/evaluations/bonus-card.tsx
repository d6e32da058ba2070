import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Descriptions, Form, Grid, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { useCan } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { type BonusItem, type Evaluation, useFileBonusItem, useReviewBonusItem, useRoles } from './api.ts'

const tones: Record<BonusItem['state'], Tone> = {
  filed: 'unknown',
  district_refused: 'off',
  forwarded: 'unknown',
  confirmed: 'good',
  refused: 'off',
}
const required = (what: string) => [{ required: true, whitespace: true, message: `请填写${what}` }]

/** 加分事项 (附件4): filed by the market, reviewed by the district, settled by the city. */
export const BonusCard = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const can = useCan()
  const isNarrow = Grid.useBreakpoint().md === false
  const roles = useRoles()
  const [filing, setFiling] = useState(false)
  const [reviewed, setReviewed] = useState<BonusItem>()
  const file = useFileBonusItem(e.evaluationId)
  const isOpen = can.operate && (e.state === 'draft' || e.state === 'returned')
  const mayReview = (item: BonusItem): boolean =>
    (item.state === 'filed' && e.state === 'submitted' && roles.includes('district_officer')) ||
    (item.state === 'forwarded' &&
      (e.state === 'forwarded' || e.state === 'evaluating') &&
      roles.includes('city_officer'))
  return (
    <Card
      size="small"
      title={`加分事项（附件4，合计最多 ${e.bonusCap} 分）`}
      extra={isOpen && <Button onClick={() => setFiling(true)}>申报加分事项</Button>}
    >
      {e.bonusItems.length === 0 && <div className="quiet">没有申报加分事项。</div>}
      {e.bonusItems.map((item) => (
        <Card
          key={item.itemId}
          size="small"
          style={{ marginBottom: 12 }}
          title={<StatusTag tone={tones[item.state]}>{labels.bonusState[item.state]}</StatusTag>}
          extra={
            mayReview(item) && (
              <Button type="primary" onClick={() => setReviewed(item)}>
                审核
              </Button>
            )
          }
        >
          <Descriptions
            column={1}
            layout={isNarrow ? 'vertical' : 'horizontal'}
            items={[
              { key: 'content', label: '申报内容', children: <span className="notice-body">{item.content}</span> },
              { key: 'basis', label: '申报依据', children: <span className="notice-body">{item.basis}</span> },
              {
                key: 'own',
                label: '申报单位意见',
                children: `${item.applicantOpinion}（申请 ${item.askedPoints} 分）`,
              },
              { key: 'district', label: '区级意见', children: opinionText(item.districtOpinion, item.districtPoints) },
              { key: 'city', label: '市级意见', children: opinionText(item.cityOpinion, item.cityPoints) },
            ]}
          />
        </Card>
      ))}
      <FormDrawer<Body<'fileBonusItem'>>
        title="申报加分事项"
        open={filing}
        onClose={() => setFiling(false)}
        submitLabel="申报"
        onSubmit={(values) => file.mutateAsync(values)}
      >
        <Form.Item
          name="content"
          // The page's own main part is called "content"; two things of one id would lose the label.
          htmlFor="bonus-content"
          label="申报内容"
          extra="开创性、引领性的思路、机制、措施，或可复制推广的创新成果。"
          rules={required('申报内容')}
        >
          <Input.TextArea id="bonus-content" rows={4} maxLength={2000} showCount />
        </Form.Item>
        <Form.Item name="basis" label="申报依据" rules={required('申报依据')}>
          <Input.TextArea rows={3} maxLength={2000} placeholder="文件、报道、推广通知等" />
        </Form.Item>
        <Form.Item name="applicantOpinion" label="申报单位意见" rules={required('申报单位意见')}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="askedPoints" label="申请加几分" rules={required('分值')}>
          <Input inputMode="decimal" suffix="分" />
        </Form.Item>
      </FormDrawer>
      <ReviewForm evaluationId={e.evaluationId} item={reviewed} onClose={() => setReviewed(undefined)} />
    </Card>
  )
}

const opinionText = (opinion: string | null, points: string | null): string =>
  opinion === null ? '还没有' : `${opinion}（${points ?? '0'} 分）`

interface ReviewProps {
  readonly evaluationId: string
  readonly item: BonusItem | undefined
  readonly onClose: () => void
}
const ReviewForm = ({ evaluationId, item, onClose }: ReviewProps): ReactNode => {
  const review = useReviewBonusItem(evaluationId)
  return (
    <FormDrawer<Body<'reviewBonusItem'>>
      title="审核加分事项"
      open={item !== undefined}
      onClose={onClose}
      initialValues={{ approved: true, points: item?.districtPoints ?? item?.askedPoints ?? '' }}
      submitLabel="提交审核"
      onSubmit={async (values) => item && review.mutateAsync({ ...values, itemId: item.itemId })}
    >
      <p>{item?.content}</p>
      <Form.Item name="approved" label="结论">
        <Radio.Group
          options={[
            { value: true, label: '同意' },
            { value: false, label: '不同意' },
          ]}
        />
      </Form.Item>
      <Form.Item name="points" label="给几分（不同意时不计）" rules={required('分值')}>
        <Input inputMode="decimal" suffix="分" />
      </Form.Item>
      <Form.Item name="opinion" label="审核意见" rules={required('审核意见')}>
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  )
}
