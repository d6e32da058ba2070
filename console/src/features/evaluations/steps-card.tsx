import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Flex, Form, Input, InputNumber, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Evaluation, type Step, useMove } from './api.ts'
import { asksReason, isForward, stateTone, stepHints } from './model.ts'

type Values = Pick<Body<'moveEvaluation'>, 'note' | 'noticeDays'> & {
  readonly gates?: Record<string, { clear?: boolean; note?: string }>
  readonly amountYuan?: number | null
}

/** Where it stands, what the person here may do next, and what is still missing for it. */
export const StepsCard = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const [step, setStep] = useState<Step>()
  const move = useMove(e.evaluationId)
  const lacking = e.allowed.find((each) => isForward(each.action))?.lacking ?? []
  const main = e.allowed.find((each) => isForward(each.action))
  return (
    <Card size="small">
      <Flex wrap gap="small" align="center" justify="space-between">
        <Flex wrap gap="small" align="center">
          <StatusTag tone={stateTone[e.state]}>{labels.evaluationState[e.state]}</StatusTag>
          {e.state === 'public_notice' && (
            <span>
              公示 {e.noticeFrom} 至 {e.noticeTo}
            </span>
          )}
        </Flex>
        <Flex wrap gap="small">
          {e.isMine && e.state === 'evaluating' && (
            <LinkButton type="primary" goTo={{ sheetOf: e.evaluationId }}>
              填写我的评分表
            </LinkButton>
          )}
          {e.allowed.map((each) => (
            <Button
              key={each.action}
              {...(each === main && { type: 'primary' as const })}
              {...(!isForward(each.action) && { danger: each.action === 'veto' || each.action === 'reject' })}
              onClick={() => setStep(each)}
            >
              {labels.evaluationAction[each.action]}
            </Button>
          ))}
        </Flex>
      </Flex>
      {main !== undefined && main.action !== 'forward' && lacking.length > 0 && (
        <div className="lacking">
          还不能「{labels.evaluationAction[main.action]}」：
          <ul>
            {lacking.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      <FormDrawer<Values>
        title={step ? labels.evaluationAction[step.action] : ''}
        open={step !== undefined}
        onClose={() => setStep(undefined)}
        initialValues={{ noticeDays: 5, gates: gateValues(e) }}
        submitLabel={step ? labels.evaluationAction[step.action] : '保存'}
        onSubmit={async (values) => step && move.mutateAsync(bodyOf(step, values))}
      >
        {step && <StepFields step={step} evaluation={e} />}
      </FormDrawer>
    </Card>
  )
}

const gateValues = (e: Evaluation): NonNullable<Values['gates']> =>
  Object.fromEntries(
    e.gates.map((gate) => [gate.gateId, { ...(gate.clear === null ? {} : { clear: gate.clear }), note: gate.note }]),
  )

const bodyOf = ({ action }: Step, values: Values): Body<'moveEvaluation'> => ({
  action,
  note: values.note ?? '',
  ...(action === 'announce' && values.noticeDays !== undefined ? { noticeDays: values.noticeDays } : {}),
  ...(action === 'award' && values.amountYuan != null ? { amountFen: Math.round(values.amountYuan * 100) } : {}),
  ...(values.gates !== undefined && (action === 'forward' || action === 'return' || action === 'reject')
    ? {
        gates: Object.entries(values.gates).flatMap(([gateId, gate]) =>
          gate.clear === undefined ? [] : [{ gateId, clear: gate.clear, note: gate.note ?? '' }],
        ),
      }
    : {}),
})

const StepFields = ({ step: { action }, evaluation: e }: { step: Step; evaluation: Evaluation }): ReactNode => (
  <>
    <p>{stepHints[action]}</p>
    {(action === 'forward' || action === 'return' || action === 'reject') &&
      e.gates.map((gate) => (
        <Card size="small" key={gate.gateId} title={gate.name} style={{ marginBottom: 12 }}>
          <p>{gate.statement}</p>
          <p className="quiet">
            市场声明：{gate.declared === true ? '符合' : '未声明符合'}
            {gate.declaredNote !== '' && `（${gate.declaredNote}）`}
          </p>
          <Form.Item
            name={['gates', gate.gateId, 'clear']}
            label="核查结论"
            rules={action === 'forward' ? [{ required: true, message: '请逐项核查' }] : []}
          >
            <Radio.Group
              aria-label={`${gate.name}核查结论`}
              options={[
                { value: true, label: '符合' },
                { value: false, label: '不符合' },
              ]}
            />
          </Form.Item>
          <Form.Item name={['gates', gate.gateId, 'note']} label="核查依据">
            <Input maxLength={500} placeholder="例如 查询企业信用信息公示系统，无行政处罚" />
          </Form.Item>
        </Card>
      ))}
    {action === 'announce' && (
      <Form.Item name="noticeDays" label="公示几个工作日" rules={[{ required: true, message: '请填写天数' }]}>
        <InputNumber min={1} max={60} style={{ width: '100%' }} suffix="个工作日" />
      </Form.Item>
    )}
    {action === 'award' && (
      <Form.Item name="amountYuan" label="奖补金额（元）">
        <InputNumber min={0} precision={2} style={{ width: '100%' }} suffix="元" />
      </Form.Item>
    )}
    <Form.Item
      name="note"
      label={asksReason(action) ? '理由' : '说明（可以不填）'}
      rules={asksReason(action) ? [{ required: true, whitespace: true, message: '请写明理由' }] : []}
    >
      <Input.TextArea rows={4} maxLength={1000} showCount />
    </Form.Item>
  </>
)
