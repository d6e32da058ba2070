/** Each stall's own merchant number at WeChat or Alipay: without one the stall takes cash. */
import { Button, Empty, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { StallPicker } from '../ledger/stall-picker.tsx'
import { type Account, useAccounts, useCloseAccount, useOpenAccount } from './api.ts'
import { inOrder } from './model.ts'

const channelLabels = { wechat: '微信支付', alipay: '支付宝', declared: '经营户自报' } as const
const { declared: _none, ...openable } = channelLabels

const Close = ({ account }: { readonly account: Account }): ReactNode => {
  const close = useCloseAccount()
  return (
    <ConfirmButton
      title={`停用 ${account.stallCode} 的${channelLabels[account.channel]}账户？`}
      description="以后的付款不再进这个账户；已经付的款仍可从它退。"
      okText="停用"
      onConfirm={() => close.mutateAsync(account.paymentAccountId)}
      button={{ size: 'small', children: '停用', loading: close.isPending }}
    />
  )
}

export const Accounts = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const accounts = useAccounts(useMarketId())
  const register = useOpenAccount()
  const [open, setOpen] = useState(false)
  return (
    <section aria-label="收款账户">
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、商户号" />
        {can.operate && (
          <Button type="primary" onClick={() => setOpen(true)}>
            登记收款账户
          </Button>
        )}
      </ListToolbar>
      <QueryView
        query={accounts}
        rows={4}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="还没有登记收款账户。没有账户的摊位只能收现金。" />}
      >
        {({ items }) => (
          <DataTable
            label="收款账户"
            rows={withWords(inOrder(items), list.q, ({ stallCode, merchantNumber }) => [stallCode, merchantNumber])}
            rowKey={(account) => account.paymentAccountId}
            emptyText="没有符合条件的账户"
            columns={[
              { key: 'stall', title: '摊位', card: 'heading', render: (a) => a.stallCode },
              { key: 'channel', title: '渠道', render: (a) => channelLabels[a.channel] },
              { key: 'number', title: '商户号', card: 'wide', render: (a) => a.merchantNumber },
              {
                key: 'state',
                title: '状态',
                render: (a) =>
                  a.closedAt === null ? (
                    <StatusTag tone="good">在用</StatusTag>
                  ) : (
                    <>
                      <StatusTag tone="off">已停用</StatusTag> <AsOf at={a.closedAt} bare />
                    </>
                  ),
              },
              { key: 'opened', title: '登记于', render: (a) => <AsOf at={a.openedAt} bare /> },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (a) => (can.operate && a.closedAt === null ? <Close account={a} /> : null),
              },
            ]}
          />
        )}
      </QueryView>
      <FormDrawer<Body<'openPaymentAccount'>>
        title="登记收款账户"
        open={open}
        onClose={() => setOpen(false)}
        submitLabel="登记"
        onSubmit={(body) => register.mutateAsync(body)}
      >
        <Form.Item name="stallId" label="摊位" rules={[{ required: true, message: '请选择摊位' }]}>
          <StallPicker />
        </Form.Item>
        <Form.Item name="channel" label="渠道" rules={[{ required: true, message: '请选择渠道' }]}>
          <Select options={optionsOf(openable)} />
        </Form.Item>
        <Form.Item
          name="merchantNumber"
          label="商户号"
          extra="微信支付的特约商户号，或支付宝的商家编号；在经营户签约后收到的通知里。"
          rules={[{ required: true, message: '请填写商户号' }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="appId" label="小程序编号" extra="经营户用自己的小程序收款时才填。">
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="appAuthToken"
          label="支付宝授权令牌"
          extra="支付宝必须填，没有它钱会进服务商的账户；微信支付不填。保存后不再显示。"
        >
          <Input maxLength={200} />
        </Form.Item>
      </FormDrawer>
    </section>
  )
}
