import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { Body } from '../../lib/client.ts'
import { blankToNull, keepIfBlank } from '../../lib/forms.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type Merchant, useSaveMerchant } from './api.ts'

type Fields = Body<'createMerchant'>

interface Props {
  readonly merchant?: Merchant
  readonly open: boolean
  readonly onClose: () => void
}

const fieldsOf = (m: Merchant): Partial<Fields> => ({
  name: m.name,
  kind: m.kind,
  creditCode: m.creditCode,
  principalName: m.principalName,
  phone: m.phone,
  goodsScope: m.goodsScope,
  sellsReadyToEat: m.sellsReadyToEat,
  creditGrade: m.creditGrade,
})

export const MerchantForm = ({ merchant, open, onClose }: Props): ReactNode => {
  const save = useSaveMerchant(merchant?.merchantId)
  return (
    <FormDrawer<Fields>
      title={merchant ? `修改「${merchant.name}」` : '登记经营户'}
      open={open}
      onClose={onClose}
      initialValues={merchant ? fieldsOf(merchant) : { kind: 'person', sellsReadyToEat: false }}
      onSubmit={(values) => save.mutateAsync(keepIfBlank(blankToNull(values), ['principalResidentId']))}
    >
      <Form.Item name="name" label="经营户名称" rules={[{ required: true, message: '请填写经营户名称' }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="kind" label="类型">
        <Select options={optionsOf(labels.merchantKind)} />
      </Form.Item>
      <Form.Item name="creditCode" label="统一社会信用代码" extra="营业执照上的 18 位代码，系统会核对校验位">
        <Input maxLength={18} />
      </Form.Item>
      <Form.Item name="principalName" label="负责人">
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name="principalResidentId"
        label="负责人身份证号"
        extra={
          merchant?.principalResidentIdMasked
            ? `已登记 ${merchant.principalResidentIdMasked}，留空表示不改`
            : '加密保存，页面上只显示首尾几位'
        }
      >
        <Input maxLength={18} autoComplete="off" />
      </Form.Item>
      <Form.Item name="phone" label="电话">
        <Input inputMode="tel" maxLength={20} />
      </Form.Item>
      <Form.Item name="goodsScope" label="经营范围">
        <Input.TextArea rows={2} maxLength={200} />
      </Form.Item>
      <Form.Item
        name="sellsReadyToEat"
        label="销售直接入口食品"
        valuePropName="checked"
        extra="选「是」后，从业人员应有健康证（食品安全法第四十五条）"
      >
        <Switch checkedChildren="是" unCheckedChildren="否" />
      </Form.Item>
      <Form.Item name="creditGrade" label="信用等级">
        <Select allowClear options={optionsOf(labels.creditGrade)} placeholder="还没有评级可以空着" />
      </Form.Item>
    </FormDrawer>
  )
}
