import { Alert, Button, Card, Form, Input, InputNumber, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { useCan, useMarketId } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FenField } from '../../ui/fen-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useCreateZone, useRemoveZone, useZones } from './api.ts'
import { feeText, parseCorners } from './model.ts'
import { ZoneReach, ZoneSketch } from './zone-sketch.tsx'

export const ZoneCard = (): ReactNode => {
  const zones = useZones(useMarketId())
  const can = useCan()
  const [open, setOpen] = useState(false)
  const remove = useRemoveZone()
  return (
    <Card
      size="small"
      title="配送范围"
      extra={can.operate && <Button onClick={() => setOpen(true)}>新建配送范围</Button>}
    >
      <QueryView query={zones} rows={2}>
        {({ items }) => (
          <div className="zones">
            <ZoneSketch zones={items} />
            <DataTable
              label="配送范围"
              rows={items}
              rowKey={(z) => z.deliveryZoneId}
              emptyText="还没有配送范围，消费者只能自提"
              columns={[
                { key: 'name', title: '名称', card: 'heading', render: (z) => z.name },
                { key: 'shape', title: '范围', card: 'wide', render: (z) => <ZoneReach zone={z} /> },
                { key: 'fee', title: '运费', card: 'wide', render: feeText },
                {
                  key: 'actions',
                  title: '操作',
                  card: 'actions',
                  render: (z) =>
                    can.operate ? (
                      <ConfirmButton
                        title={`停用「${z.name}」？`}
                        description="已经下的订单照送，新订单不能再送到这里。"
                        okText="停用"
                        onConfirm={() => remove.mutateAsync(z.deliveryZoneId)}
                        button={{ children: '停用', size: 'small' }}
                      />
                    ) : null,
                },
              ]}
            />
          </div>
        )}
      </QueryView>
      <ZoneForm open={open} onClose={() => setOpen(false)} />
    </Card>
  )
}

interface ZoneValues {
  name: string
  shape: 'radius' | 'polygon'
  latitude?: number
  longitude?: number
  radiusMetres?: number
  corners?: string
  feeFen: number
  freeFromFen?: number | null
  minimumFen: number
}

const ZoneForm = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const create = useCreateZone()
  const submit = ({ latitude, longitude, corners, radiusMetres, freeFromFen, ...rest }: ZoneValues) => {
    const ring = rest.shape === 'polygon' ? parseCorners(corners ?? '') : null
    return create.mutateAsync({
      ...rest,
      freeFromFen: freeFromFen ?? null,
      ...(rest.shape === 'radius' && latitude !== undefined && longitude !== undefined
        ? { centre: { latitude, longitude }, radiusMetres: radiusMetres ?? null }
        : {}),
      ...(Array.isArray(ring) ? { corners: ring } : {}),
    })
  }
  return (
    <FormDrawer<ZoneValues>
      title="新建配送范围"
      open={open}
      onClose={onClose}
      initialValues={{ shape: 'radius', radiusMetres: 3000, feeFen: 500, minimumFen: 0 }}
      onSubmit={submit}
    >
      <Alert
        type="info"
        showIcon
        title="经纬度要和小程序用同一种地图坐标（微信里选的位置是 GCJ-02）。"
        style={{ marginBottom: 16 }}
      />
      <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
        <Input maxLength={40} placeholder="例如：三公里内" />
      </Form.Item>
      <Form.Item name="shape" label="怎样划">
        <Radio.Group
          options={[
            { value: 'radius', label: '按半径' },
            { value: 'polygon', label: '按多边形' },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['shape']}>
        {({ getFieldValue }) => (getFieldValue('shape') === 'polygon' ? <PolygonFields /> : <RadiusFields />)}
      </Form.Item>
      <Form.Item name="feeFen" label="运费" rules={[{ required: true, message: '请填写运费，免运费填 0' }]}>
        <FenField />
      </Form.Item>
      <Form.Item name="freeFromFen" label="商品满多少免运费" extra="不填：不免。">
        <FenField placeholder="不免" />
      </Form.Item>
      <Form.Item name="minimumFen" label="满多少起送" rules={[{ required: true, message: '不限起送填 0' }]}>
        <FenField />
      </Form.Item>
    </FormDrawer>
  )
}

const required = (message: string) => [{ required: true, message }]

const RadiusFields = (): ReactNode => (
  <>
    <Form.Item name="latitude" label="中心纬度" rules={required('请填写纬度')}>
      <InputNumber min={-90} max={90} style={{ width: '100%' }} placeholder="34.75" />
    </Form.Item>
    <Form.Item name="longitude" label="中心经度" rules={required('请填写经度')}>
      <InputNumber min={-180} max={180} style={{ width: '100%' }} placeholder="113.65" />
    </Form.Item>
    <Form.Item name="radiusMetres" label="半径" rules={required('请填写半径')}>
      <InputNumber min={50} max={50_000} precision={0} suffix="米" style={{ width: '100%' }} />
    </Form.Item>
  </>
)

const PolygonFields = (): ReactNode => (
  <Form.Item
    name="corners"
    label="各个角，一行一个：纬度, 经度"
    rules={[
      {
        validator: (_rule, text: string | undefined) => {
          const corners = parseCorners(text ?? '')
          return typeof corners === 'string' ? Promise.reject(new Error(corners)) : Promise.resolve()
        },
      },
    ]}
  >
    <Input.TextArea rows={5} placeholder={'34.7500, 113.6500\n34.7600, 113.6500\n34.7600, 113.6600'} />
  </Form.Item>
)
