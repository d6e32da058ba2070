import { categoryCodes } from '@smart-market/shared/contracts/catalogue.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, InputNumber, Modal, Select } from 'antd'
import type { ReactNode } from 'react'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { useImportSheet, useSetTestPlan } from './api.ts'
import { ImportWithOutcome } from './import-outcome.tsx'

interface Plan {
  readonly categoryCode: (typeof categoryCodes)[number]
  readonly perDay: number
  readonly items: string[]
  readonly source: string
}
interface Props {
  readonly open: boolean
  readonly onClose: () => void
}

/** How many batches of a category are tested a day, and for what. */
export const TestPlanForm = ({ open, onClose }: Props): ReactNode => {
  const set = useSetTestPlan()
  return (
    <FormDrawer<Plan>
      title="设定快检计划"
      open={open}
      onClose={onClose}
      initialValues={{ categoryCode: 'vegetable', perDay: 5, items: [], source: '市场快检计划' }}
      onSubmit={(values) => set.mutateAsync(values)}
    >
      <Form.Item name="categoryCode" label="品类">
        <Select options={categoryCodes.map((value) => ({ value, label: labels.commodityCategory[value] }))} />
      </Form.Item>
      <Form.Item name="perDay" label="每天检几批" rules={[{ required: true, message: '请填写批数' }]}>
        <InputNumber min={0} max={1000} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item
        name="items"
        label="检测项目"
        extra="输入一项按回车"
        rules={[{ required: true, message: '请至少填一个检测项目' }]}
      >
        <Select mode="tags" open={false} suffixIcon={null} placeholder="例如 有机磷和氨基甲酸酯类农药" />
      </Form.Item>
      <Form.Item name="source" label="依据" rules={[{ required: true, message: '请填写依据' }]}>
        <Input maxLength={120} />
      </Form.Item>
    </FormDrawer>
  )
}

/** Results of a laboratory or a device, one row a sample and item; what is wrong is told by row. */
export const SheetImport = ({ open, onClose }: Props): ReactNode => (
  <Modal title="导入检测结果表" open={open} onCancel={onClose} footer={null} width={760} destroyOnHidden>
    <ImportWithOutcome
      accept=".csv,.xlsx,.txt"
      hint="CSV 或 xlsx。要有样品编号、检测日期、品名、检测项目、结果；有追溯码的阳性批次马上停止销售。"
      send={useImportSheet()}
      label="没有导入的行"
      rowKey={(e) => `${e.row} ${e.column}`}
      columns={[
        { key: 'row', title: '行', numeric: true, render: (e) => e.row },
        { key: 'column', title: '列', render: (e) => e.column },
        { key: 'value', title: '写的是', render: (e) => e.value || '（空）' },
        { key: 'reason', title: '为什么', card: 'wide', render: (e) => e.reason },
      ]}
    />
  </Modal>
)
