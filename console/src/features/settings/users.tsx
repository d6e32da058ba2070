import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId, useMe } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { MerchantPicker } from '../merchants/merchant-picker.tsx'
import { useCreateUser, useRemoveUser, useUsers } from './api.ts'
import { SettingsTabs } from './settings-tabs.tsx'

const makeable = ['market_staff', 'market_operator', 'merchant', 'inspector'] as const

export const Users = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const me = useMe()
  const [adding, setAdding] = useState(false)
  const remove = useRemoveUser()
  const users = useUsers(useMarketId(), { q: list.q, page: list.page, pageSize: list.pageSize })
  return (
    <>
      <PageHeader
        title="账号"
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setAdding(true)}>
              新建账号
            </Button>
          )
        }
      />
      <SettingsTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索账号、姓名" />
      </ListToolbar>
      <QueryView dated query={users}>
        {(data) => (
          <DataTable
            label="账号"
            rows={data.items}
            rowKey={(u) => `${u.userId}/${u.role}`}
            list={list}
            total={data.total}
            columns={[
              { key: 'name', title: '姓名', card: 'heading', render: (u) => u.displayName },
              { key: 'login', title: '账号', render: (u) => u.loginName },
              { key: 'role', title: '角色', render: (u) => labels.role[u.role] },
              { key: 'merchant', title: '经营户', render: (u) => u.merchantName ?? '—' },
              { key: 'at', title: '新建于', render: (u) => <AsOf at={u.createdAt} bare /> },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (u) =>
                  can.operate &&
                  u.userId !== me.data?.userId && (
                    <ConfirmButton
                      title={`停用「${u.displayName}」？`}
                      description="这个账号在本市场的登录马上失效。"
                      okText="停用"
                      onConfirm={() => remove.mutateAsync(u.userId)}
                      button={{ size: 'small', danger: true, children: '停用' }}
                    />
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      <UserForm open={adding} onClose={() => setAdding(false)} />
    </>
  )
}

const UserForm = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const create = useCreateUser()
  return (
    <FormDrawer<Body<'createMarketUser'>>
      title="新建账号"
      open={open}
      onClose={onClose}
      initialValues={{ role: 'market_staff' }}
      onSubmit={(values) => create.mutateAsync(values)}
    >
      <Form.Item name="role" label="角色">
        <Select options={makeable.map((role) => ({ value: role, label: labels.role[role] }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={['role']}>
        {({ getFieldValue }) =>
          getFieldValue('role') === 'merchant' && (
            <Form.Item name="merchantId" label="哪个经营户" rules={[{ required: true, message: '请选择经营户' }]}>
              <MerchantPicker />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="displayName" label="姓名" rules={[{ required: true, message: '请填写姓名' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="loginName" label="账号" rules={[{ required: true, message: '请填写账号' }]}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label="初始密码"
        extra="至少 10 个字符，不能和账号相同"
        rules={[{ required: true, message: '请填写密码' }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  )
}
