import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useMarketId } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { useZones } from '../ledger/api.ts'
import { StallPicker } from '../ledger/stall-picker.tsx'
import { type Device, useSaveDevice } from './api.ts'

interface Props {
  readonly device?: Device
  readonly open: boolean
  readonly onClose: () => void
}

const fieldsOf = (d: Device): Body<'registerDevice'> => ({
  code: d.code,
  name: d.name,
  kind: d.kind,
  zoneId: d.zoneId,
  stallId: d.stallId,
})

export const DeviceForm = ({ device, open, onClose }: Props): ReactNode => {
  const zones = useZones(useMarketId())
  const save = useSaveDevice(device?.deviceId)
  return (
    <FormDrawer<Body<'registerDevice'>>
      title={device ? `修改设备「${device.name}」` : '登记设备'}
      open={open}
      onClose={onClose}
      initialValues={device ? fieldsOf(device) : { kind: 'camera' }}
      onSubmit={(values) => save.mutateAsync(blankToNull(values))}
    >
      <Form.Item name="kind" label="类型" extra={device ? '类型不能改，登记错了请停用后重新登记' : undefined}>
        <Select options={optionsOf(labels.deviceKind)} disabled={device !== undefined} />
      </Form.Item>
      <Form.Item name="name" label="设备名称" rules={[{ required: true, message: '请填写设备名称' }]}>
        <Input maxLength={60} placeholder="例如 东门摄像头" />
      </Form.Item>
      <Form.Item
        name="code"
        label="设备编号"
        rules={[{ required: true, message: '请填写设备编号' }]}
        extra="和设备上报时用的编号一致"
      >
        <Input maxLength={32} />
      </Form.Item>
      <Form.Item name="zoneId" label="所在分区">
        <Select
          allowClear
          placeholder="分区和摊位选一个"
          options={(zones.data?.items ?? []).map((z) => ({ value: z.zoneId, label: z.name }))}
        />
      </Form.Item>
      <Form.Item
        name="stallId"
        label="所在摊位"
        extra={device?.stallCode ? `现在在摊位 ${device.stallCode}` : '摊位屏、电子秤请选摊位'}
      >
        <StallPicker />
      </Form.Item>
    </FormDrawer>
  )
}
