import { Button, Card, Checkbox, Descriptions, Form, Grid, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { useCan } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Evaluation, useSaveApplication } from './api.ts'
import { sections } from './text.ts'

type Values = Omit<Body<'saveApplication'>, 'declarations'> & {
  readonly declared?: Record<string, { holds?: boolean; note?: string }>
}

/** 附件3 as the market fills it in, with the conditions of art. 3 and what the district found. */
export const ApplicationCard = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const can = useCan()
  const isNarrow = Grid.useBreakpoint().md === false
  const [editing, setEditing] = useState(false)
  const save = useSaveApplication(e.evaluationId)
  const isOpen = e.state === 'draft' || e.state === 'returned'
  const { declarations: _declarations, ...texts } = e.application
  return (
    <Card
      size="small"
      title="申请报告（附件3）"
      extra={can.operate && isOpen && <Button onClick={() => setEditing(true)}>填写申请报告</Button>}
    >
      <Descriptions
        column={1}
        layout={isNarrow ? 'vertical' : 'horizontal'}
        items={[
          { key: 'name', label: '公司名称', children: e.application.applicantName || '没有填写' },
          {
            key: 'contact',
            label: '联系人',
            children: [e.application.contactName, e.application.contactPhone].filter(Boolean).join('，') || '没有填写',
          },
          ...sections.map(({ key, name }) => ({
            key,
            label: name,
            children: <span className="notice-body">{e.application[key] || '没有填写'}</span>,
          })),
        ]}
      />
      <h3>参评条件</h3>
      <ul className="plain-list">
        {e.gates.map((gate) => (
          <li key={gate.gateId}>
            <GateState gate={gate} /> {gate.statement}
            {gate.note !== '' && (
              <div className="quiet">
                区级核查：{gate.note}（{gate.by}）
              </div>
            )}
          </li>
        ))}
      </ul>
      <FormDrawer<Values>
        title="填写申请报告"
        open={editing}
        onClose={() => setEditing(false)}
        initialValues={{
          ...texts,
          declared: Object.fromEntries(
            e.gates.map((gate) => [gate.gateId, { holds: gate.declared === true, note: gate.declaredNote }]),
          ),
        }}
        onSubmit={({ declared = {}, ...values }) =>
          save.mutateAsync({
            ...values,
            declarations: Object.entries(declared).map(([gateId, each]) => ({
              gateId,
              holds: each.holds === true,
              note: each.note ?? '',
            })),
          })
        }
      >
        <Fields gates={e.gates} />
      </FormDrawer>
    </Card>
  )
}

const GateState = ({ gate }: { gate: Evaluation['gates'][number] }): ReactNode => {
  if (gate.clear === true) return <StatusTag tone="good">核查符合</StatusTag>
  if (gate.clear === false) return <StatusTag tone="bad">核查不符合</StatusTag>
  return gate.declared === true ? (
    <StatusTag tone="person">市场声明符合</StatusTag>
  ) : (
    <StatusTag tone="unknown">没有声明</StatusTag>
  )
}

const Fields = ({ gates }: { gates: Evaluation['gates'] }): ReactNode => (
  <>
    <Form.Item name="applicantName" label="公司名称">
      <Input maxLength={80} />
    </Form.Item>
    <Form.Item name="contactName" label="联系人">
      <Input maxLength={40} />
    </Form.Item>
    <Form.Item name="contactPhone" label="联系电话">
      <Input maxLength={20} inputMode="tel" />
    </Form.Item>
    {sections.map(({ key, name, hint }) => (
      <Form.Item key={key} name={key} label={name} extra={hint}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} maxLength={4000} />
      </Form.Item>
    ))}
    {gates.map((gate) => (
      <Card key={gate.gateId} size="small" title={gate.name} style={{ marginBottom: 12 }}>
        <Form.Item name={['declared', gate.gateId, 'holds']} valuePropName="checked">
          <Checkbox>声明：{gate.statement}</Checkbox>
        </Form.Item>
        <Form.Item name={['declared', gate.gateId, 'note']} label="依据">
          <Input maxLength={500} aria-label={`${gate.name}的依据`} />
        </Form.Item>
      </Card>
    ))}
  </>
)
