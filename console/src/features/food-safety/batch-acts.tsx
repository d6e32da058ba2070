import { Form, Input, InputNumber } from 'antd'
import type { ReactNode } from 'react'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { type Batch, useCorrectIntake, useDisposeBatch, useHoldBatch } from './api.ts'
import { toBase, unitWord } from './model.ts'
import { PaperFiles } from './paper-files.tsx'

export type BatchAct = 'hold' | 'dispose' | 'correct' | 'transform'

interface Props {
  readonly batch: Batch
  readonly intakeId: string | null
  readonly act: BatchAct | undefined
  readonly onClose: () => void
}
const required = (what: string) => [{ required: true, message: `请填写${what}` }]

interface DisposalForm {
  readonly amount: number
  readonly method: string
  readonly place: string
  readonly witness: string
  readonly evidenceFileIds: string[]
  readonly reportedTo?: string
}
interface CorrectionForm {
  readonly amount: number
  readonly commodityName: string
  readonly originPlace: string
  readonly reason: string
}

export const BatchActs = ({ batch, intakeId, act, onClose }: Props): ReactNode => {
  const hold = useHoldBatch(batch.batchId)
  const dispose = useDisposeBatch(batch.batchId)
  const correct = useCorrectIntake()
  const unit = unitWord(batch.unit)
  const shown = (amount: number): number => (batch.unit === 'gram' ? amount / 1000 : amount)
  return (
    <>
      <FormDrawer<{ note: string }>
        title={`停止销售「${batch.commodityName}」`}
        open={act === 'hold'}
        onClose={onClose}
        submitLabel="停止销售"
        onSubmit={(values) => hold.mutateAsync(values)}
      >
        <Form.Item name="note" label="原因" rules={required('原因')} extra="摊位和线上马上都不能卖。">
          <Input.TextArea autoFocus rows={3} maxLength={200} showCount />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<DisposalForm>
        title={`无害化处理「${batch.commodityName}」`}
        open={act === 'dispose'}
        onClose={onClose}
        submitLabel="登记处理"
        initialValues={{ amount: shown(batch.remaining) }}
        onSubmit={({ amount, reportedTo, ...values }) =>
          dispose.mutateAsync({ ...values, quantity: toBase(amount, batch.unit), reportedTo: reportedTo || null })
        }
      >
        <Form.Item name="amount" label={`数量（${unit}）`} rules={required('数量')}>
          <InputNumber min={0.001} max={shown(batch.remaining)} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="method" label="处理方式" rules={required('处理方式')}>
          <Input maxLength={60} placeholder="例如 深埋、焚烧、交环卫处理" />
        </Form.Item>
        <Form.Item name="place" label="处理地点" rules={required('处理地点')}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="witness" label="见证人" rules={required('见证人')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="evidenceFileIds"
          label="现场照片"
          rules={[{ required: true, message: '请上传处理现场的照片' }]}
        >
          <PaperFiles most={20} />
        </Form.Item>
        <Form.Item name="reportedTo" label="已报告哪个部门">
          <Input maxLength={80} placeholder="没有报告就空着" />
        </Form.Item>
      </FormDrawer>
      <FormDrawer<CorrectionForm>
        title={`更正进货登记「${batch.commodityName}」`}
        open={act === 'correct'}
        onClose={onClose}
        submitLabel="更正"
        initialValues={{
          amount: shown(batch.quantity),
          commodityName: batch.commodityName,
          originPlace: batch.originPlace,
        }}
        onSubmit={async ({ amount, ...values }) =>
          intakeId === null
            ? undefined
            : correct.mutateAsync({ intakeId, ...values, quantity: toBase(amount, batch.unit) })
        }
      >
        <Form.Item name="amount" label={`进货数量（${unit}）`} rules={required('数量')}>
          <InputNumber min={0.001} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="commodityName" label="品名" rules={required('品名')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="originPlace" label="产地" rules={required('产地')}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="reason" label="更正原因" rules={required('更正原因')} extra="原来的记录留在操作日志里。">
          <Input maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
