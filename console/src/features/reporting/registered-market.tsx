/** Registration of one market: its keys, a new inbox secret, and the end of receiving. */
import { useNavigate, useParams } from '@tanstack/react-router'
import { Button, Card, Descriptions, Flex, Form, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { platformAddress } from '../../lib/platform-paths.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { stateText } from '../supervision/text.ts'
import {
  type MarketKey,
  type ReportedMarket,
  useAddKey,
  useRegistered,
  useRemoveMarket,
  useRetireKey,
  useRotateSecret,
} from './api.ts'
import { holderText, KeyFields } from './key-fields.tsx'
import { PullCard } from './pull-card.tsx'

export const RegisteredMarket = (): ReactNode => {
  const { marketId = '' } = useParams({ strict: false }) as { marketId?: string }
  const registered = useRegistered(marketId)
  return (
    <>
      <PageHeader
        title={registered.data?.market.name ?? '登记的市场'}
        note={registered.data && <AsOf at={registered.data.asOf} />}
        actions={<PlatformLink target={{ page: 'register' }}>回到登记和公钥</PlatformLink>}
      />
      <QueryView query={registered}>
        {(data) => (
          <div className="stack">
            <Profile market={data.market} />
            <PullCard market={data.market} />
            <Keys marketId={marketId} keys={data.keys} />
          </div>
        )}
      </QueryView>
    </>
  )
}

const Profile = ({ market }: { market: ReportedMarket }): ReactNode => {
  const [rotating, setRotating] = useState(false)
  const [secret, setSecret] = useState<string>()
  const rotate = useRotateSecret(market.marketId)
  const remove = useRemoveMarket()
  const navigate = useNavigate()
  return (
    <Card
      size="small"
      title="登记"
      extra={<PlatformLink target={{ marketId: market.marketId }}>看这个市场</PlatformLink>}
    >
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'code', label: '市场代码', children: market.code },
          { key: 'id', label: '市场编号', children: <code>{market.marketId}</code> },
          { key: 'district', label: '区县', children: `${market.districtName} ${market.districtCode}` },
          {
            key: 'place',
            label: '位置',
            children:
              market.longitude === null || market.latitude === null
                ? '没有登记'
                : `东经 ${market.longitude}°，北纬 ${market.latitude}°`,
          },
          {
            key: 'state',
            label: '状态',
            children: <StatusTag tone={stateText[market.state].tone}>{stateText[market.state].text}</StatusTag>,
          },
        ]}
      />
      <Flex wrap gap="small" className="pages">
        <Button onClick={() => setRotating(true)}>更换收件密钥</Button>
        <ConfirmButton
          title={`停止接收「${market.name}」？`}
          description="以后送来的数据一律拒收，收到的数据保留；重新登记后从原来的地方接着收。"
          okText="停止接收"
          onConfirm={async () => {
            await remove.mutateAsync(market.marketId)
            void navigate(platformAddress({ page: 'register' }))
          }}
          button={{ danger: true, children: '停止接收' }}
        />
      </Flex>
      <FormDrawer<{ overlapHours: number }>
        title="更换收件密钥"
        open={rotating}
        onClose={() => setRotating(false)}
        initialValues={{ overlapHours: 24 }}
        submitLabel="更换"
        onSubmit={async ({ overlapHours }) => setSecret((await rotate.mutateAsync(overlapHours)).secret)}
      >
        <Form.Item
          name="overlapHours"
          label="旧密钥再用几小时"
          rules={[{ required: true, message: '请填写小时数' }]}
          extra="市场在这段时间里换上新密钥，数据不会断。"
        >
          <InputNumber min={0} max={720} precision={0} suffix="小时" style={{ width: '100%' }} />
        </Form.Item>
      </FormDrawer>
      <SecretOnce
        title="新的收件密钥"
        hint="交给市场，请它在「上报」里换上。"
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </Card>
  )
}

const Keys = ({ marketId, keys }: { marketId: string; keys: readonly MarketKey[] }): ReactNode => {
  const [adding, setAdding] = useState(false)
  const add = useAddKey(marketId)
  const retire = useRetireKey(marketId)
  return (
    <Card size="small" title="公钥" extra={<Button onClick={() => setAdding(true)}>登记公钥</Button>}>
      <DataTable
        label="公钥"
        rows={keys}
        rowKey={(key) => key.keyId}
        columns={[
          { key: 'id', title: '编号', card: 'heading', render: (key) => <code>{key.keyId}</code> },
          { key: 'holder', title: '谁的', render: (key) => holderText[key.holder] },
          { key: 'algorithm', title: '算法', render: (key) => key.algorithm },
          {
            key: 'origin',
            title: '怎么来的',
            render: (key) => (key.endorsed ? '市场换钥时由上一把担保' : '监管人员登记'),
          },
          { key: 'at', title: '登记于', render: (key) => <AsOf at={key.createdAt} bare /> },
          {
            key: 'state',
            title: '状态',
            render: (key) =>
              key.retiredAt === null ? (
                <StatusTag tone="good">在用</StatusTag>
              ) : (
                <>
                  <StatusTag tone="off">已停用</StatusTag> <AsOf at={key.retiredAt} bare />
                </>
              ),
          },
          {
            key: 'do',
            title: '操作',
            card: 'actions',
            render: (key) =>
              key.retiredAt === null && (
                <ConfirmButton
                  title={`停用公钥 ${key.keyId}？`}
                  description="以后用它签的一律不认；以前签的仍可核验。"
                  okText="停用"
                  onConfirm={() => retire.mutateAsync(key.keyId)}
                  button={{ size: 'small', danger: true, children: '停用' }}
                />
              ),
          },
        ]}
      />
      <FormDrawer<Body<'addReceivedKey'>>
        title="登记公钥"
        open={adding}
        onClose={() => setAdding(false)}
        submitLabel="登记"
        onSubmit={(values) => add.mutateAsync(values)}
      >
        <KeyFields />
      </FormDrawer>
    </Card>
  )
}
