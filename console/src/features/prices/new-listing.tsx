import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { Body } from '../../lib/client.ts'
import { FenField } from '../../ui/fen-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { StallPicker } from '../ledger/stall-picker.tsx'
import { useCommodities, useCreateListing } from './api.ts'

type Values = Body<'createListing'>
const required = (message: string) => [{ required: true, message }]

export const NewListing = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const commodities = useCommodities()
  const create = useCreateListing()
  const submit = (values: Values) => {
    const pieces = values.priceBasis === 'per_piece'
    const kept = values.available != null
    return create.mutateAsync({
      ...values,
      pieceUnit: pieces ? (values.pieceUnit ?? 'piece') : null,
      stockKind: kept ? (pieces ? 'counted' : 'weighed') : 'untracked',
    })
  }
  return (
    <FormDrawer<Values>
      title="上架商品"
      open={open}
      onClose={onClose}
      submitLabel="上架"
      initialValues={{ priceBasis: 'per_500g' }}
      onSubmit={submit}
    >
      <Form.Item name="stallId" label="摊位" rules={required('请选择摊位')}>
        <StallPicker occupancy="occupied" />
      </Form.Item>
      <Form.Item name="name" label="品名" rules={required('请填写品名')}>
        <Input maxLength={40} placeholder="例如：沙瓤西红柿" />
      </Form.Item>
      <Form.Item name="categoryCode" label="品类" rules={required('请选择品类')}>
        <Select options={optionsOf(labels.commodityCategory)} />
      </Form.Item>
      <Form.Item name="commodityId" label="品种" extra="选了品种，价格旁边才有今日参考价。">
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="可以不选"
          loading={commodities.isFetching}
          options={(commodities.data?.items ?? []).map(({ commodityId, name }) => ({
            value: commodityId,
            label: name,
          }))}
        />
      </Form.Item>
      <Form.Item name="priceBasis" label="怎样计价" rules={required('请选择计价单位')}>
        <Select options={optionsOf(labels.priceBasis)} />
      </Form.Item>
      <Form.Item noStyle dependencies={['priceBasis']}>
        {({ getFieldValue }) => {
          const pieces = getFieldValue('priceBasis') === 'per_piece'
          return (
            <>
              {pieces && (
                <Form.Item name="pieceUnit" label="一件是一" rules={required('请选择单位')}>
                  <Select options={optionsOf(labels.pieceUnit)} />
                </Form.Item>
              )}
              <Form.Item
                name="available"
                label={pieces ? '库存（件）' : '库存（克）'}
                extra="不填：不记库存，不会自动卖完。"
              >
                <InputNumber min={0} precision={0} style={{ width: '100%' }} />
              </Form.Item>
            </>
          )
        }}
      </Form.Item>
      <Form.Item name="priceFen" label="价格" rules={required('请填写价格')}>
        <FenField />
      </Form.Item>
      <Form.Item name="specification" label="规格">
        <Input maxLength={40} placeholder="例如：约 200 克/个" />
      </Form.Item>
      <Form.Item name="origin" label="产地">
        <Input maxLength={40} placeholder="例如：河南中牟" />
      </Form.Item>
    </FormDrawer>
  )
}
