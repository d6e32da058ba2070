import { labels } from '@smart-market/shared/text/zh.ts'
import { MinusCircleOutlined } from '@ant-design/icons'
import { Button, Card, Descriptions, Flex, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Market } from '@smart-market/shared/contracts/markets.ts'
import type { Body } from '../../lib/client.ts'
import { absent } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useOverview } from '../today/api.ts'
import { useUpdateMarket } from './api.ts'
import { profileBody, profileFields } from './model.ts'
import { SettingsTabs } from './settings-tabs.tsx'

export const MarketProfile = (): ReactNode => {
  const overview = useOverview(useMarketId())
  const can = useCan()
  const [editing, setEditing] = useState(false)
  return (
    <>
      <PageHeader
        title="市场资料"
        note="消费者在小程序里看到的市场名称、地址、简介、荣誉都来自这里。"
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setEditing(true)}>
              修改
            </Button>
          )
        }
      />
      <SettingsTabs />
      <QueryView query={overview}>
        {({ market }) => (
          <>
            <Details market={market} />
            <ProfileForm market={market} open={editing} onClose={() => setEditing(false)} />
          </>
        )}
      </QueryView>
    </>
  )
}

const Details = ({ market: m }: { market: Market }): ReactNode => (
  <Card>
    <Descriptions
      column={{ xs: 1, md: 2 }}
      items={[
        { key: 'name', label: '名称', children: m.name },
        { key: 'code', label: '市场代码', children: m.code },
        { key: 'types', label: '类型', children: m.marketTypes.map((t) => labels.marketType[t]).join('、') },
        { key: 'district', label: '所在区', children: m.districtName || absent },
        { key: 'address', label: '地址', children: m.address || absent },
        { key: 'hours', label: '营业时间', children: m.openingHours || absent },
        { key: 'operator', label: '开办者', children: m.operatorName || absent },
        { key: 'credit', label: '开办者信用代码', children: m.operatorCreditCode ?? absent },
        { key: 'phone', label: '电话', children: m.phone || absent },
        {
          key: 'honours',
          label: '荣誉',
          children:
            m.honours.length === 0
              ? absent
              : m.honours.map((h) => (
                  <div key={h.title}>
                    {h.title}（{h.issuer}
                    {h.awardedOn ? `，${h.awardedOn}` : ''}）
                  </div>
                )),
        },
        { key: 'introduction', label: '简介', span: 'filled', children: m.introduction || absent },
      ]}
    />
  </Card>
)

interface FormProps {
  readonly market: Market
  readonly open: boolean
  readonly onClose: () => void
}

const ProfileForm = ({ market, open, onClose }: FormProps): ReactNode => {
  const update = useUpdateMarket()
  return (
    <FormDrawer<Body<'updateMarket'>>
      title="修改市场资料"
      open={open}
      onClose={onClose}
      initialValues={profileFields(market)}
      onSubmit={(values) => update.mutateAsync(profileBody(values))}
    >
      <Form.Item name="name" label="市场名称" rules={[{ required: true, message: '请填写市场名称' }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="marketTypes" label="类型" rules={[{ required: true, message: '请至少选一种市场类型' }]}>
        <Select mode="multiple" options={optionsOf(labels.marketType)} />
      </Form.Item>
      <Form.Item name="address" label="地址">
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="openingHours" label="营业时间">
        <Input maxLength={40} placeholder="例如 6:00–19:00" />
      </Form.Item>
      <Form.Item name="operatorName" label="开办者">
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="operatorCreditCode" label="开办者统一社会信用代码">
        <Input maxLength={18} />
      </Form.Item>
      <Form.Item name="phone" label="电话">
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      <Form.Item name="introduction" label="简介">
        <Input.TextArea rows={5} maxLength={2000} showCount />
      </Form.Item>
      <HonourFields />
    </FormDrawer>
  )
}

const HonourFields = (): ReactNode => (
  <Form.List name="honours">
    {(fields, { add, remove }) => (
      <Form.Item label="荣誉">
        {fields.map((field) => (
          <Flex key={field.key} gap="small" wrap className="honour">
            <Form.Item name={[field.name, 'title']} noStyle rules={[{ required: true, message: '请填写荣誉名称' }]}>
              <Input placeholder="名称" maxLength={80} aria-label="荣誉名称" />
            </Form.Item>
            <Form.Item name={[field.name, 'issuer']} noStyle>
              <Input placeholder="颁发单位" maxLength={80} aria-label="颁发单位" />
            </Form.Item>
            <Form.Item name={[field.name, 'awardedOn']} noStyle>
              <DateField placeholder="颁发日期" />
            </Form.Item>
            <Button icon={<MinusCircleOutlined />} aria-label="去掉这项荣誉" onClick={() => remove(field.name)} />
          </Flex>
        ))}
        <Button onClick={() => add({ title: '', issuer: '', awardedOn: null })}>加一项荣誉</Button>
      </Form.Item>
    )}
  </Form.List>
)
