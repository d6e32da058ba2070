/** What the desk and the rider do with one parcel. */
import { formatFen } from '@smart-market/shared/money.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Flex, Form, Input, Radio, Select, Upload } from 'antd'
import { type ReactNode, useState } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import {
  type Parcel,
  type ParcelEnd,
  useAssign,
  useCollect,
  useEndParcel,
  useHandOverParcel,
  useRiders,
} from './api.ts'
import { actsOf, notReady, toCollect } from './model.ts'

type Drawer = 'assign' | 'handOver' | ParcelEnd

export const ParcelActions = ({ parcel }: { parcel: Parcel }): ReactNode => {
  const [open, setOpen] = useState<Drawer>()
  const assign = useAssign()
  const collect = useCollect(parcel.parcelId)
  const acts = actsOf(parcel)
  const waiting = notReady(parcel)
  const close = (): void => setOpen(undefined)
  return (
    <>
      <Flex wrap gap="small">
        {toCollect(parcel).map((order) => (
          <Button
            key={order.stallOrderId}
            type="primary"

            loading={collect.isPending && collect.variables === order.stallOrderId}
            onClick={() => collect.mutate(order.stallOrderId)}
          >
            {`${order.stallCode} 取到了`}
          </Button>
        ))}
        {parcel.state !== 'waiting' && waiting.length > 0 && (
          <span className="quiet">{`还在备货：${waiting.map((order) => order.stallCode).join('、')}`}</span>
        )}
        {acts.includes('take') && (
          <Button
            type="primary"
            loading={assign.isPending}
            onClick={() => assign.mutate({ parcelId: parcel.parcelId })}
          >
            我来送
          </Button>
        )}
        {acts.includes('assign') && (
          <Button onClick={() => setOpen('assign')}>
            {parcel.state === 'failed' ? '再送一次' : parcel.state === 'assigned' ? '改派' : '派单'}
          </Button>
        )}
        {acts.includes('handOver') && (
          <Button type="primary" onClick={() => setOpen('handOver')}>
            交货
          </Button>
        )}
        {acts.includes('fail') && <Button onClick={() => setOpen('fail')}>没有送到</Button>}
        {acts.includes('return') && <Button onClick={() => setOpen('return')}>不送了，退款</Button>}
      </Flex>
      <AssignDrawer parcel={parcel} open={open === 'assign'} onClose={close} />
      <HandOverDrawer parcel={parcel} open={open === 'handOver'} onClose={close} />
      <EndDrawer
        parcel={parcel}
        end={open === 'return' ? 'return' : 'fail'}
        open={open === 'fail' || open === 'return'}
        onClose={close}
      />
    </>
  )
}

interface DrawerProps {
  readonly parcel: Parcel
  readonly open: boolean
  readonly onClose: () => void
}

const AssignDrawer = ({ parcel, open, onClose }: DrawerProps): ReactNode => {
  const riders = useRiders(useMarketId())
  const assign = useAssign()
  return (
    <FormDrawer<{ riderId: string }>
      title="派给谁送"
      open={open}
      onClose={onClose}
      submitLabel="派单"
      {...(parcel.riderId === null ? {} : { initialValues: { riderId: parcel.riderId } })}
      onSubmit={({ riderId }) => assign.mutateAsync({ parcelId: parcel.parcelId, riderId })}
    >
      <Form.Item name="riderId" label="配送员" rules={[{ required: true, message: '请选择配送员' }]}>
        <Select
          loading={riders.isFetching}
          placeholder="市场工作人员"
          options={(riders.data?.items ?? []).map(({ riderId, name, openParcels }) => ({
            value: riderId,
            label: `${name}（手上 ${openParcels} 单）`,
          }))}
        />
      </Form.Item>
    </FormDrawer>
  )
}

interface HandOverForm {
  handOverCode?: string
  declaredMeans?: 'cash' | 'pos_card' | 'other'
}

const HandOverDrawer = ({ parcel, open, onClose }: DrawerProps): ReactNode => {
  const [photo, setPhoto] = useState<File>()
  const write = useHandOverParcel(parcel.parcelId)
  const pays = parcel.dueFen > 0
  return (
    <FormDrawer<HandOverForm>
      title={`交货：${parcel.contactName}`}
      open={open}
      onClose={() => {
        setPhoto(undefined)
        onClose()
      }}
      submitLabel="交货"
      onSubmit={({ handOverCode, ...rest }) =>
        write.mutateAsync({ ...rest, ...(handOverCode ? { handOverCode } : {}), photo })
      }
    >
      <Form.Item
        name="handOverCode"
        label="收货码"
        extra="请收货人报出订单里的收货码。"
        rules={photo === undefined ? [{ required: true, message: '请填写收货码，或拍一张货放在门口的照片' }] : []}
      >
        <Input inputMode="numeric" maxLength={10} autoComplete="off" />
      </Form.Item>
      {pays ? (
        <Form.Item
          name="declaredMeans"
          label={`当面收 ${formatFen(parcel.dueFen)} 元，收到的是`}
          rules={[{ required: true, message: '请选择收到的是什么' }]}
        >
          <Radio.Group options={optionsOf(labels.declaredMeans)} />
        </Form.Item>
      ) : (
        <Form.Item label="没有人在：拍照放在门口">
          <Upload
            accept="image/png,image/jpeg,image/webp"
            maxCount={1}
            {...(photo === undefined ? { fileList: [] } : { fileList: [{ uid: '1', name: photo.name }] })}
            onRemove={() => setPhoto(undefined)}
            beforeUpload={(file) => {
              setPhoto(file)
              return false
            }}
          >
            <Button>{photo === undefined ? '拍照' : '重新拍照'}</Button>
          </Upload>
        </Form.Item>
      )}
    </FormDrawer>
  )
}

const EndDrawer = ({ parcel, end, open, onClose }: DrawerProps & { end: ParcelEnd }): ReactNode => {
  const write = useEndParcel(parcel.parcelId)
  const gone = end === 'return'
  return (
    <FormDrawer<{ reason: string }>
      title={gone ? '不送了，退款' : '没有送到'}
      open={open}
      onClose={onClose}
      submitLabel={gone ? '退货并退款' : '记录，货带回市场'}
      onSubmit={({ reason }) => write.mutateAsync({ end, reason })}
    >
      {gone && (
        <Alert
          type="warning"
          showIcon
          title="各摊位的订单都会结束，货回到库存，已付的钱原路退回，不能撤回。"
          style={{ marginBottom: 16 }}
        />
      )}
      <Form.Item name="reason" label="原因" extra="消费者会看到。" rules={[{ required: true, message: '请写明原因' }]}>
        <Input maxLength={100} placeholder={gone ? '例如：联系不上收货人' : '例如：家里没人，电话没接'} />
      </Form.Item>
    </FormDrawer>
  )
}
