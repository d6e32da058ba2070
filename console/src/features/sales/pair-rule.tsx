/** How near a weighing and a payment by the stall's code must be to be one sale; the market may set its own number. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Form, Input, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Item } from '../../lib/client.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { useSalesRules, useSetSalesRule } from './api.ts'
import { pairRuleText } from './model.ts'

type Rule = Item<'listSalesRules'>

export const PairRule = (): ReactNode => {
  const can = useCan()
  const rules = useSalesRules(useMarketId())
  const [setting, setSetting] = useState<Rule>()
  const rule = rules.data?.items[0]
  if (rule === undefined) return null
  return (
    <>
      <Alert
        type="info"
        showIcon
        style={{ marginBottom: 16 }}
        title={pairRuleText(rule.value)}
        description={`自 ${rule.effectiveFrom} 起，${labels.ruleMark[rule.mark]}：${rule.source}`}
        action={
          can.write ? (
            <Button size="small" onClick={() => setSetting(rule)}>
              改分钟数
            </Button>
          ) : undefined
        }
      />
      {setting && <PairRuleForm rule={setting} onClose={() => setSetting(undefined)} />}
    </>
  )
}

const PairRuleForm = ({ rule, onClose }: { readonly rule: Rule; readonly onClose: () => void }): ReactNode => {
  const save = useSetSalesRule(rule.ruleId)
  return (
    <FormDrawer<{ value: unknown; effectiveFrom: string; source: string }>
      title="称重和扫码付款合并"
      open
      onClose={onClose}
      initialValues={{ value: rule.value }}
      onSubmit={(values) => save.mutateAsync(values)}
    >
      <Form.Item
        name="value"
        label="相差几分钟以内"
        rules={[{ required: true, message: '请填写分钟数' }]}
        extra="填 0 就不合并，称重和付款各算一笔。"
      >
        <InputNumber min={0} max={60} precision={0} suffix="分钟" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="effectiveFrom"
        label="从哪天起"
        rules={[{ required: true, message: '请填写日期' }]}
        extra="那天起的交易，等再有新交易上传时按新的分钟数重算。"
      >
        <DateField />
      </Form.Item>
      <Form.Item name="source" label="依据" rules={[{ required: true, message: '请填写依据' }]}>
        <Input maxLength={120} placeholder="谁定的，为什么" />
      </Form.Item>
    </FormDrawer>
  )
}
