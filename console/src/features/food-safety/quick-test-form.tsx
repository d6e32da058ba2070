import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, Radio } from 'antd'
import type { ReactNode } from 'react'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useMarketId } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type PickerProps, SearchPicker } from '../../ui/search-picker.tsx'
import { PaperFiles } from './paper-files.tsx'
import { type QuickTest, useBatches, useRecordQuickTest } from './api.ts'

/** What is known before the form opens. */
export interface TestStart {
  readonly batchId?: string
  readonly item?: string
  readonly retest?: QuickTest
}

interface Props {
  readonly start: TestStart | undefined
  readonly onClose: () => void
  readonly onRecorded: (test: QuickTest) => void
}

const required = (what: string) => [{ required: true, message: `请填写${what}` }]

export const QuickTestForm = ({ start, onClose, onRecorded }: Props): ReactNode => {
  const record = useRecordQuickTest()
  const retest = start?.retest
  return (
    <FormDrawer<Body<'recordQuickTest'> & { photos?: string[] }>
      title={retest ? `复检「${retest.commodityName}」` : '登记快检结果'}
      open={start !== undefined}
      onClose={onClose}
      initialValues={{
        batchId: retest?.batchId ?? start?.batchId,
        item: retest?.item ?? start?.item,
        method: retest?.method,
      }}
      onSubmit={async ({ photos, ...values }) =>
        onRecorded(
          await record.mutateAsync({
            ...blankToNull(values),
            photoFileId: photos?.[0] ?? null,
            retestOf: retest?.quickTestId ?? null,
          }),
        )
      }
    >
      <Form.Item name="batchId" label="批次" rules={[{ required: true, message: '请选择批次' }]}>
        <BatchPicker />
      </Form.Item>
      <Form.Item name="item" label="检测项目" rules={required('检测项目')}>
        <Input maxLength={60} placeholder="例如 有机磷和氨基甲酸酯类农药" />
      </Form.Item>
      <Form.Item name="method" label="检测方法" rules={required('检测方法')}>
        <Input maxLength={60} placeholder="例如 酶抑制率法" />
      </Form.Item>
      <Form.Item
        name="result"
        label="结果"
        rules={[{ required: true, message: '请选择检测结果' }]}
        extra="选阳性并保存后，这一批马上停止销售。"
      >
        <Radio.Group options={optionsOf(labels.quickTestResult)} />
      </Form.Item>
      <Form.Item name="measured" label="测得值">
        <Input maxLength={40} placeholder="例如 抑制率 12%" />
      </Form.Item>
      <Form.Item name="sampleNumber" label="样品编号">
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="photos" label="照片">
        <PaperFiles most={1} />
      </Form.Item>
      <Form.Item name="tester" label="检测人" rules={required('检测人')}>
        <Input maxLength={40} />
      </Form.Item>
    </FormDrawer>
  )
}

const useFound = (q: string) => useBatches(useMarketId(), { q, inStock: 'true', pageSize: 50 })

export const BatchPicker = (props: PickerProps): ReactNode => (
  <SearchPicker
    {...props}
    hint="输入品名、摊位号或追溯码查找"
    useFound={useFound}
    optionOf={(b) => ({ value: b.batchId, label: `${b.stallCode} ${b.commodityName}（${b.traceCode}）` })}
  />
)
