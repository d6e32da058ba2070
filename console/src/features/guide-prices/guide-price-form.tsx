import { parseYuan } from '@smart-market/shared/money.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type GuidePrice, useCommodities, useSetGuidePrice } from './api.ts'

interface Values {
  readonly businessDate: string
  readonly commodityId: string
  readonly yuan: string
  readonly priceBasis: GuidePrice['priceBasis']
  readonly source: string
}

/** One reference price by hand; many come by import. */
export const GuidePriceForm = (props: { day: string; open: boolean; onClose: () => void }): ReactNode => {
  const save = useSetGuidePrice()
  const commodities = useCommodities()
  return (
    <FormDrawer<Values>
      title="填写参考价"
      open={props.open}
      onClose={props.onClose}
      initialValues={{ businessDate: props.day, priceBasis: 'per_500g', source: '市场采集' }}
      onSubmit={({ businessDate, source, commodityId, yuan, priceBasis }) =>
        save.mutateAsync({
          businessDate,
          source,
          items: [{ commodityId, priceFen: parseYuan(yuan) ?? 0, priceBasis }],
        })
      }
    >
      <Form.Item name="businessDate" label="日期" rules={[{ required: true, message: '请选择日期' }]}>
        <DateField />
      </Form.Item>
      <Form.Item name="commodityId" label="品种" rules={[{ required: true, message: '请选择品种' }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={commodities.isFetching}
          options={(commodities.data?.items ?? []).map((c) => ({
            value: c.commodityId,
            label: [c.name, ...c.aliases].join(' / '),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="yuan"
        label="价格（元）"
        rules={[
          {
            validator: (_rule, value: string | undefined) =>
              (parseYuan(value ?? '') ?? 0) > 0
                ? Promise.resolve()
                : Promise.reject(new Error('请填写大于 0 的金额，最多两位小数')),
          },
        ]}
      >
        <Input inputMode="decimal" />
      </Form.Item>
      <Form.Item name="priceBasis" label="计价单位">
        <Select options={optionsOf(labels.priceBasis)} />
      </Form.Item>
      <Form.Item name="source" label="来源" rules={[{ required: true, message: '请填写来源' }]}>
        <Input maxLength={60} />
      </Form.Item>
    </FormDrawer>
  )
}
