import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { Body } from '../../lib/client.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { useSaveZone, type Zone } from './api.ts'

interface Props {
  readonly zone?: Zone
  readonly open: boolean
  readonly onClose: () => void
}

const fresh = { kind: 'trading', floor: 1, requiresCamera: true, requiresSmoke: true, requiresThermal: false } as const

const fieldsOf = (zone: Zone): Body<'createZone'> => ({
  code: zone.code,
  name: zone.name,
  kind: zone.kind,
  floor: zone.floor,
  requiresCamera: zone.requiresCamera,
  requiresSmoke: zone.requiresSmoke,
  requiresThermal: zone.requiresThermal,
})

export const ZoneForm = ({ zone, open, onClose }: Props): ReactNode => {
  const save = useSaveZone(zone?.zoneId)
  return (
    <FormDrawer<Body<'createZone'>>
      title={zone ? `修改分区「${zone.name}」` : '新建分区'}
      open={open}
      onClose={onClose}
      initialValues={zone ? fieldsOf(zone) : fresh}
      onSubmit={(values) => save.mutateAsync(values)}
    >
      <Form.Item name="name" label="分区名称" rules={[{ required: true, message: '请填写分区名称' }]}>
        <Input placeholder="例如 蔬菜区" />
      </Form.Item>
      <Form.Item
        name="code"
        label="分区代码"
        rules={[{ required: true, message: '请填写分区代码' }]}
        extra="对外唯一，例如 A、B、N1"
      >
        <Input />
      </Form.Item>
      <Form.Item name="kind" label="类型">
        <Select options={optionsOf(labels.zoneKind)} />
      </Form.Item>
      <Form.Item name="floor" label="楼层">
        <InputNumber min={-9} max={99} precision={0} suffix="层" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="requiresCamera" label="应有摄像头" valuePropName="checked">
        <Switch checkedChildren="是" unCheckedChildren="否" />
      </Form.Item>
      <Form.Item name="requiresSmoke" label="应有烟感" valuePropName="checked">
        <Switch checkedChildren="是" unCheckedChildren="否" />
      </Form.Item>
      <Form.Item name="requiresThermal" label="应有热成像测温" valuePropName="checked">
        <Switch checkedChildren="是" unCheckedChildren="否" />
      </Form.Item>
    </FormDrawer>
  )
}
