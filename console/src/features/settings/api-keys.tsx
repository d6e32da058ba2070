import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Checkbox, Empty, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FindToolbar, optionsOf } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useApiKeys, useCreateApiKey, useRevokeApiKey } from './api.ts'
import { SettingsTabs } from './settings-tabs.tsx'

export const ApiKeys = (): ReactNode => {
  const keys = useApiKeys(useMarketId())
  const list = useListSearch()
  const can = useCan()
  const create = useCreateApiKey()
  const revoke = useRevokeApiKey()
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string>()
  return (
    <>
      <PageHeader
        title="接口密钥"
        note="给收银系统、设备网关等其他系统上传数据用。单台设备的密钥在「设备」里领取。"
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setAdding(true)}>
              生成密钥
            </Button>
          )
        }
      />
      <SettingsTabs />
      <QueryView
        dated
        query={keys}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="还没有接口密钥" />}
      >
        {({ items }) => {
          const found = withWords(items, list.q, (k) => [k.name, ...k.scopes.map((scope) => labels.keyScope[scope])])
          return (
            <>
              <FindToolbar
                list={list}
                hint="搜索名称、用途"
                found={found.length}
                all={items.length}
                unit="把"
                of="密钥"
              />
              <DataTable
                label="接口密钥"
                rows={found}
                rowKey={(k) => k.apiKeyId}
                emptyText={`没有叫「${list.q}」的接口密钥`}
                columns={[
                  { key: 'name', title: '名称', card: 'heading', render: (k) => k.name },
                  { key: 'scopes', title: '用途', render: (k) => k.scopes.map((s) => labels.keyScope[s]).join('、') },
                  {
                    key: 'state',
                    title: '状态',
                    render: (k) =>
                      k.revokedAt === null ? (
                        <StatusTag tone="good">可用</StatusTag>
                      ) : (
                        <StatusTag tone="off">已停用</StatusTag>
                      ),
                  },
                  { key: 'used', title: '最后使用', render: (k) => <AsOf at={k.lastUsedAt} bare never="从未" /> },
                  { key: 'at', title: '生成于', render: (k) => <AsOf at={k.createdAt} bare /> },
                  {
                    key: 'actions',
                    title: '操作',
                    card: 'actions',
                    render: (k) =>
                      can.operate &&
                      k.revokedAt === null && (
                        <ConfirmButton
                          title={`停用「${k.name}」？`}
                          description="用它上传数据的系统马上连不上，不能恢复。"
                          okText="停用"
                          onConfirm={() => revoke.mutateAsync(k.apiKeyId)}
                          button={{ size: 'small', danger: true, children: '停用' }}
                        />
                      ),
                  },
                ]}
              />
            </>
          )
        }}
      </QueryView>
      <FormDrawer<Body<'createApiKey'>>
        title="生成接口密钥"
        open={adding}
        onClose={() => setAdding(false)}
        submitLabel="生成"
        onSubmit={async (values) => setSecret((await create.mutateAsync(values)).secret)}
      >
        <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
          <Input maxLength={40} placeholder="例如 收银系统" />
        </Form.Item>
        <Form.Item name="scopes" label="用途" rules={[{ required: true, message: '请至少选一个用途' }]}>
          <Checkbox.Group options={optionsOf(labels.keyScope)} />
        </Form.Item>
      </FormDrawer>
      <SecretOnce
        title="接口密钥"
        secret={secret}
        onClose={() => setSecret(undefined)}
        hint="请填进对方系统，不要发在群里。"
      />
    </>
  )
}
