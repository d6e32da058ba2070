import { Button, Card, Checkbox, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { useCan } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Evaluation, useAddObjection, useAnswerObjection, useRoles } from './api.ts'

type Objection = Evaluation['objections'][number]

/** 公示 and what was objected during it. */
export const ObjectionsCard = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const can = useCan()
  const roles = useRoles()
  const [adding, setAdding] = useState(false)
  const [answered, setAnswered] = useState<Objection>()
  const add = useAddObjection(e.evaluationId)
  const answer = useAnswerObjection(e.evaluationId)
  const isOpen = e.state === 'public_notice'
  return (
    <Card
      size="small"
      title={`公示 ${e.noticeFrom ?? ''} 至 ${e.noticeTo ?? ''}`}
      extra={can.supervise && isOpen && <Button onClick={() => setAdding(true)}>登记异议</Button>}
    >
      <p className="quiet">{e.noticeRule}</p>
      {e.objections.length === 0 && <div>没有收到异议。</div>}
      <ul className="plain-list">
        {e.objections.map((each) => (
          <li key={each.objectionId}>
            <strong>{each.objector}</strong> <AsOf at={each.receivedAt} bare />
            <div className="notice-body">{each.text}</div>
            {each.answer === null ? (
              <>
                <StatusTag tone="warn">待答复</StatusTag>{' '}
                {isOpen && roles.includes('city_officer') && (
                  <Button size="small" onClick={() => setAnswered(each)}>
                    答复
                  </Button>
                )}
              </>
            ) : (
              <div>
                <StatusTag tone={each.upheld === true ? 'bad' : 'good'}>
                  {each.upheld === true ? '异议成立' : '异议不成立'}
                </StatusTag>{' '}
                {each.answer}
              </div>
            )}
          </li>
        ))}
      </ul>
      <FormDrawer<Body<'addObjection'>>
        title="登记异议"
        open={adding}
        onClose={() => setAdding(false)}
        submitLabel="登记"
        onSubmit={(values) => add.mutateAsync(values)}
      >
        <Form.Item
          name="objector"
          label="异议人"
          extra="例如 市民来电、某某公司；不要写身份证号。"
          rules={[{ required: true, message: '请填写异议人' }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="text" label="异议内容" rules={[{ required: true, message: '请填写异议内容' }]}>
          <Input.TextArea rows={5} maxLength={2000} showCount />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<Body<'answerObjection'>>
        title="答复异议"
        open={answered !== undefined}
        onClose={() => setAnswered(undefined)}
        submitLabel="答复"
        onSubmit={async ({ answer: text, upheld }) =>
          answered && answer.mutateAsync({ objectionId: answered.objectionId, answer: text, upheld: upheld === true })
        }
      >
        <p className="notice-body">{answered?.text}</p>
        <Form.Item name="answer" label="答复" rules={[{ required: true, message: '请填写答复' }]}>
          <Input.TextArea rows={4} maxLength={2000} showCount />
        </Form.Item>
        <Form.Item name="upheld" valuePropName="checked" extra="成立的，随后可以不予入选或否决。">
          <Checkbox>异议成立</Checkbox>
        </Form.Item>
      </FormDrawer>
    </Card>
  )
}
