/** 分装、混合、分割: what goes in equals what comes out plus the loss, and the form counts along. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Flex, Form, Input, InputNumber, Radio } from 'antd'
import type { ReactNode } from 'react'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { StallCodePicker } from '../ledger/stall-picker.tsx'
import { type Batch, useTransformBatches } from './api.ts'
import { amountText, unitWord } from './model.ts'
import { BatchPicker } from './quick-test-form.tsx'
import { sumsOf, type TransformForm, transformBody } from './transform-model.ts'

interface Props {
  readonly batch: Batch
  readonly open: boolean
  readonly onClose: () => void
  readonly onMade: (batchIds: readonly string[]) => void
}

export const TransformBatch = ({ batch, open, onClose, onMade }: Props): ReactNode => {
  const transform = useTransformBatches()
  const unit = unitWord(batch.unit)
  const left = batch.unit === 'gram' ? batch.remaining / 1000 : batch.remaining
  const needed = (what: string) => [{ required: true, message: `请填写${what}` }]
  return (
    <FormDrawer<TransformForm>
      title={`分装、混合「${batch.commodityName}」`}
      open={open}
      onClose={onClose}
      submitLabel="登记，产生新批次"
      initialValues={{
        kind: 'split',
        own: left,
        others: [],
        outputs: [{ stallCode: batch.stallCode, amount: left }],
        loss: 0,
      }}
      onSubmit={async (values) => {
        const made = await transform.mutateAsync(transformBody(batch, values))
        onMade(made.batches.map(({ batchId }) => batchId))
      }}
    >
      <Form.Item name="kind" label="怎么加工">
        <Radio.Group options={optionsOf(labels.transformationKind)} />
      </Form.Item>
      <Form.Item
        name="own"
        label={`用掉这一批（${unit}）`}
        rules={needed('数量')}
        extra={`还剩 ${amountText(batch.remaining, batch.unit)}`}
      >
        <InputNumber min={0.001} max={left} style={{ width: '100%' }} />
      </Form.Item>
      <Form.List name="others">
        {(fields, { add, remove }) => (
          <Form.Item label="还用了哪些批次">
            {fields.map(({ key, name }) => (
              <Flex key={key} gap="small" wrap align="start" className="form-line">
                <Form.Item name={[name, 'batchId']} rules={needed('批次')} className="form-line-wide">
                  <BatchPicker />
                </Form.Item>
                <Form.Item name={[name, 'amount']} rules={needed('数量')}>
                  <InputNumber min={0.001} suffix={unit} aria-label={`第 ${name + 1} 批用掉多少`} />
                </Form.Item>
                <Button onClick={() => remove(name)}>去掉</Button>
              </Flex>
            ))}
            <Button onClick={() => add({})}>加一个批次</Button>
          </Form.Item>
        )}
      </Form.List>
      <Form.List name="outputs">
        {(fields, { add, remove }) => (
          <Form.Item label="变成哪些新批次" extra="每个新批次有自己的追溯码；保质期取原批次里最早的。">
            {fields.map(({ key, name }) => (
              <Flex key={key} gap="small" wrap align="start" className="form-line">
                <Form.Item name={[name, 'stallCode']} rules={needed('摊位')} className="form-line-wide">
                  <StallCodePicker occupancy="occupied" />
                </Form.Item>
                <Form.Item name={[name, 'commodityName']}>
                  <Input maxLength={40} placeholder="品名，不变就空着" aria-label={`第 ${name + 1} 个新批次的品名`} />
                </Form.Item>
                <Form.Item name={[name, 'amount']} rules={needed('数量')}>
                  <InputNumber min={0.001} suffix={unit} aria-label={`第 ${name + 1} 个新批次的数量`} />
                </Form.Item>
                {fields.length > 1 && <Button onClick={() => remove(name)}>去掉</Button>}
              </Flex>
            ))}
            <Button onClick={() => add({})}>加一个新批次</Button>
          </Form.Item>
        )}
      </Form.List>
      <Form.Item name="loss" label={`损耗（${unit}）`}>
        <InputNumber min={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldsValue }) => {
          const { into, out } = sumsOf(getFieldsValue(true) as Partial<TransformForm>)
          return (
            <Alert
              role="status"
              type={into === out ? 'success' : 'warning'}
              showIcon
              style={{ marginBottom: 16 }}
              title={`用掉 ${into} ${unit}，新批次加损耗 ${out} ${unit}${into === out ? '，对得上' : '，还对不上'}`}
            />
          )
        }}
      </Form.Item>
    </FormDrawer>
  )
}
