import { labels } from '@smart-market/shared/text/zh.ts'
import { App, Button, Card, Descriptions, Form, Input, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { errorText } from '../../lib/errors.ts'
import { useLargeType } from '../../lib/preferences.ts'
import { useMe } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useChangePassword, useMySessions, useRevokeSession } from './api.ts'
import { browserText } from './model.ts'
import { SettingsTabs } from './settings-tabs.tsx'

export const MyAccount = (): ReactNode => {
  const me = useMe()
  const [large, setLarge] = useLargeType()
  const [changing, setChanging] = useState(false)
  return (
    <>
      <PageHeader title="我的账号" actions={<Button onClick={() => setChanging(true)}>修改密码</Button>} />
      <SettingsTabs />
      <div className="stack">
        <QueryView query={me} rows={2}>
          {(account) => (
            <Card size="small">
              <Descriptions
                column={{ xs: 1, md: 2 }}
                items={[
                  { key: 'name', label: '姓名', children: account.displayName },
                  { key: 'login', label: '账号', children: account.loginName },
                  {
                    key: 'roles',
                    label: '角色',
                    children: account.memberships.map((m) => (
                      <div key={`${m.role}/${m.marketId ?? m.districtCode ?? ''}`}>
                        {labels.role[m.role]}
                        {m.marketName ? `（${m.marketName}）` : ''}
                      </div>
                    )),
                  },
                  {
                    key: 'large',
                    label: '大字号',
                    children: (
                      <Switch
                        checked={large}
                        onChange={setLarge}
                        checkedChildren="开"
                        unCheckedChildren="关"
                        aria-label="大字号"
                      />
                    ),
                  },
                ]}
              />
            </Card>
          )}
        </QueryView>
        <Sessions />
      </div>
      <PasswordForm open={changing} onClose={() => setChanging(false)} />
    </>
  )
}

const Sessions = (): ReactNode => {
  const sessions = useMySessions()
  const revoke = useRevokeSession()
  const { message } = App.useApp()
  return (
    <Card size="small" title="我在哪里登录着">
      <QueryView query={sessions} rows={2}>
        {({ items }) => (
          <DataTable
            label="登录"
            rows={items}
            rowKey={(s) => s.sessionId}
            columns={[
              {
                key: 'device',
                title: '设备',
                card: 'heading',
                render: (s) => `${browserText(s.userAgent)}${s.current ? '（就是这里）' : ''}`,
              },
              { key: 'seen', title: '最后使用', render: (s) => <AsOf at={s.lastSeenAt} bare /> },
              { key: 'made', title: '登录于', render: (s) => <AsOf at={s.createdAt} bare /> },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (s) =>
                  !s.current && (
                    <ConfirmButton
                      title="让这处登录退出？"
                      okText="退出"
                      onConfirm={() =>
                        revoke.mutateAsync(s.sessionId, { onError: (error) => void message.error(errorText(error)) })
                      }
                      button={{ size: 'small', children: '让它退出' }}
                    />
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}

interface Passwords {
  readonly currentPassword: string
  readonly newPassword: string
}

const PasswordForm = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const change = useChangePassword()
  const { message } = App.useApp()
  const submit = async (values: Passwords): Promise<void> => {
    await change.mutateAsync({ currentPassword: values.currentPassword, newPassword: values.newPassword })
    void message.success('密码已修改，其他登录已全部退出')
  }
  return (
    <FormDrawer<Passwords> title="修改密码" open={open} onClose={onClose} onSubmit={submit}>
      <Form.Item name="currentPassword" label="原密码" rules={[{ required: true, message: '请填写原密码' }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label="新密码"
        extra="至少 10 个字符，不能和账号相同"
        rules={[{ required: true, message: '请填写新密码' }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label="再填一次新密码"
        dependencies={['newPassword']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_rule, value: string) =>
              value === getFieldValue('newPassword')
                ? Promise.resolve()
                : Promise.reject(new Error('两次填写的不一样')),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  )
}
