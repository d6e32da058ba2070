import { Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useMarketId } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { type Stall, useSaveStall, useZones } from './api.ts'

interface Props {
  readonly stall?: Stall
  readonly open: boolean
  readonly onClose: () => void
}

export const StallForm = ({ stall, open, onClose }: Props): ReactNode => {
  const zones = useZones(useMarketId())
  const save = useSaveStall(stall?.stallId)
  return (
    <FormDrawer<Body<'createStall'>>
      title={stall ? `修改摊位 ${stall.code}` : '新建摊位'}
      open={open}
      onClose={onClose}
      {...(stall
        ? { initialValues: { code: stall.code, zoneId: stall.zoneId, areaSquareMetres: stall.areaSquareMetres } }
        : {})}
      onSubmit={(values) => save.mutateAsync(blankToNull(values))}
    >
      <Form.Item name="code" label="摊位号" rules={[{ required: true, message: '请填写摊位号' }]}>
        <Input placeholder="例如 A-012" />
      </Form.Item>
      <Form.Item name="zoneId" label="分区">
        <Select
          allowClear
          placeholder="还没划分区可以先空着"
          options={(zones.data?.items ?? []).map((z) => ({ value: z.zoneId, label: z.name }))}
        />
      </Form.Item>
      <Form.Item name="areaSquareMetres" label="面积">
        <InputNumber min={0.1} max={100_000} suffix="平方米" style={{ width: '100%' }} />
      </Form.Item>
    </FormDrawer>
  )
}
