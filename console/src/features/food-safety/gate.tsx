/** 入场登记台: one lorry after another, by keyboard alone; after each one the cursor is back at the stall number. */
import { Alert, Button, Card, Flex, Form, type InputRef, Result } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useToday } from '../../lib/clock.ts'
import { errorText, fieldErrors } from '../../lib/errors.ts'
import { useCan, useMarketId, useMe } from '../../lib/session.ts'
import { CodeText } from '../../ui/code-text.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Intake, useRecordIntake } from './api.ts'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'
import { GateFields } from './gate-fields.tsx'
import { amountText, gateAnswer, type GateForm, intakeBody, intakeTone } from './model.ts'

export const Gate = (): ReactNode => {
  const can = useCan()
  const me = useMe()
  return (
    <>
      <PageHeader title="入场登记台" note="用 Tab 键到下一格，回车登记；扫码枪可以直接扫进摊位号和供货者编号。" />
      <FoodSafetyTabs />
      {/* Nobody is refused before it is known who they are. */}
      <QueryView query={me}>
        {() =>
          can.write ? <Desk /> : <Result status="403" title="没有权限" subTitle="入场登记由市场工作人员办理。" />
        }
      </QueryView>
    </>
  )
}

const kept = 5

const Desk = (): ReactNode => {
  const [form] = Form.useForm<GateForm>()
  const first = useRef<InputRef>(null)
  const today = useToday()
  const marketId = useMarketId()
  const record = useRecordIntake()
  const [refusal, setRefusal] = useState<string>()
  const [done, setDone] = useState<readonly Intake[]>([])
  const submit = async (values: GateForm): Promise<void> => {
    setRefusal(undefined)
    try {
      const intake = await record.mutateAsync(intakeBody(values))
      setDone((earlier) => [intake, ...earlier].slice(0, kept))
      form.resetFields()
      first.current?.focus()
    } catch (error) {
      const fields = fieldErrors(error)
      if (fields.length === 0) return setRefusal(errorText(error))
      form.setFields(fields as unknown as Parameters<typeof form.setFields>[0])
    }
  }
  return (
    <div className="columns gate">
      <Card size="small" title="这一车货">
        <Form<GateForm>
          form={form}
          layout="vertical"
          initialValues={{
            unit: 'gram',
            certificate: { issuedOn: today, style: 'producer', bases: ['quality_control'] },
          }}
          onFinish={(values) => void submit(values)}
        >
          {refusal !== undefined && <Alert type="error" showIcon title={refusal} style={{ marginBottom: 12 }} />}
          <GateFields first={first} />
          <Button type="primary" htmlType="submit" size="large" loading={record.isPending}>
            登记入场
          </Button>
        </Form>
      </Card>
      <Card size="small" title="刚登记的">
        {done.length === 0 ? (
          <div className="quiet">登记后这里显示能不能入场和追溯码。</div>
        ) : (
          <div className="stack" role="status">
            {done.map((intake) => (
              <div key={intake.intakeId}>
                <Flex wrap gap="small" align="center">
                  <StatusTag tone={intakeTone[intake.state]}>{gateAnswer(intake)}</StatusTag>
                  <strong>
                    {intake.batch.commodityName} {amountText(intake.batch.quantity, intake.batch.unit)}
                  </strong>
                </Flex>
                <div>
                  摊位 {intake.batch.stallCode}，追溯码{' '}
                  <span className="mono-text">
                    <CodeText text={intake.batch.traceCode} />
                  </span>{' '}
                  <a
                    href={downloadUrl('printBatchLabels', {
                      params: { marketId, batchId: intake.batch.batchId },
                      query: { count: 1 },
                    })}
                    target="_blank"
                    rel="noreferrer"
                  >
                    打印标签
                  </a>
                </div>
              </div>
            ))}
          </div>
        )}
      </Card>
    </div>
  )
}
