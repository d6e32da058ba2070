/** 登记和公钥: which markets may report to this platform, and by whose keys they are known. */
import { Alert, Button, Empty, Flex, Form, Input, InputNumber, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { stateText } from '../supervision/text.ts'
import { useRegisterMarket, useReportedMarkets } from './api.ts'
import { KeyFields } from './key-fields.tsx'

type Values = Body<'registerReceivedMarket'>
interface Registered {
  readonly name: string
  readonly inboxUrl: string
  readonly secret: string
}

export const Register = (): ReactNode => {
  const list = useListSearch()
  const markets = useReportedMarkets({ q: list.q, page: list.page, pageSize: list.pageSize })
  const register = useRegisterMarket()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<Registered>()
  return (
    <>
      <PageHeader
        title="登记和公钥"
        note={markets.data && <AsOf at={markets.data.asOf} />}
        actions={
          <Button type="primary" onClick={() => setAdding(true)}>
            登记市场
          </Button>
        }
      />
      <ListToolbar>
        <SearchBox list={list} hint="搜市场名称、代码" />
      </ListToolbar>
      <QueryView
        query={markets}
        isEmpty={(data) => data.total === 0 && list.q === ''}
        empty={<Empty description="还没有登记市场。点「登记市场」，填市场编号并粘贴它的公钥。" />}
      >
        {(data) => (
          <DataTable
            label="已登记的市场"
            rows={data.items}
            rowKey={(market) => market.marketId}
            list={list}
            total={data.total}
            columns={[
              {
                key: 'name',
                title: '市场',
                card: 'heading',
                render: (market) => (
                  <>
                    <PlatformLink target={{ registered: market.marketId }}>{market.name}</PlatformLink>
                    <div className="quiet">{market.code}</div>
                  </>
                ),
              },
              {
                key: 'district',
                title: '区县',
                render: (market) => market.districtName || market.districtCode,
              },
              {
                key: 'state',
                title: '状态',
                render: (market) => (
                  <StatusTag tone={stateText[market.state].tone}>{stateText[market.state].text}</StatusTag>
                ),
              },
              {
                key: 'sequence',
                title: '已收到',
                numeric: true,
                render: (market) => `第 ${countText(market.acknowledgedSequence)} 条`,
              },
              {
                key: 'quarantine',
                title: '待处理隔离',
                numeric: true,
                render: (market) => `${countText(market.openQuarantine)} 件`,
              },
              {
                key: 'place',
                title: '位置',
                render: (market) => (market.longitude === null || market.latitude === null ? '没有登记' : '已登记'),
              },
            ]}
          />
        )}
      </QueryView>
      <FormDrawer<Values>
        title="登记市场"
        open={adding}
        onClose={() => setAdding(false)}
        submitLabel="登记并生成收件密钥"
        onSubmit={async (values) => {
          const { inboxUrl, secret } = await register.mutateAsync(values)
          setMade({ name: values.name, inboxUrl, secret })
        }}
      >
        <Fields />
      </FormDrawer>
      <InboxOnce made={made} onClose={() => setMade(undefined)} />
    </>
  )
}

const Fields = (): ReactNode => (
  <>
    <Form.Item
      name="marketId"
      label="市场编号"
      rules={[{ required: true, message: '请填写市场编号' }]}
      extra="mkt_ 开头，在市场后台的网址里：/m/ 后面的那一段。"
    >
      <Input />
    </Form.Item>
    <Form.Item name="code" label="市场代码" rules={[{ required: true, message: '请填写市场代码' }]}>
      <Input />
    </Form.Item>
    <Form.Item name="name" label="市场名称" rules={[{ required: true, message: '请填写市场名称' }]}>
      <Input maxLength={60} />
    </Form.Item>
    <Form.Item
      name="districtCode"
      label="区划代码"
      rules={[{ required: true, pattern: /^\d{6}$/, message: '区划代码是 6 位数字' }]}
    >
      <Input inputMode="numeric" placeholder="例如 410105" />
    </Form.Item>
    <Form.Item name="districtName" label="区县名称">
      <Input maxLength={40} placeholder="例如 金水区" />
    </Form.Item>
    <Flex gap="small">
      <Form.Item name="longitude" label="经度（度）" className="grow">
        <InputNumber min={-180} max={180} style={{ width: '100%' }} placeholder="113.66" />
      </Form.Item>
      <Form.Item name="latitude" label="纬度（度）" className="grow">
        <InputNumber min={-90} max={90} style={{ width: '100%' }} placeholder="34.80" />
      </Form.Item>
    </Flex>
    <h2 className="section-title">公钥</h2>
    <KeyFields within={['keys', 0]} />
  </>
)

/** The inbox secret is shown this once; the address can be told again. */
const InboxOnce = ({ made, onClose }: { made: Registered | undefined; onClose: () => void }): ReactNode => (
  <Modal
    open={made !== undefined}
    title={`「${made?.name ?? ''}」已登记`}
    closable={false}
    keyboard={false}
    mask={{ closable: false }}
    onOk={onClose}
    okText="我已保存好"
    cancelButtonProps={{ style: { display: 'none' } }}
  >
    <div className="stack">
      <Alert type="warning" showIcon title="收件密钥只显示这一次，关闭后无法再看到。" />
      <div>
        收件地址，请市场填在「上报」里：
        <Input readOnly value={made?.inboxUrl ?? ''} aria-label="收件地址" className="mono" />
      </div>
      <div>
        收件密钥，市场用 HMAC 签名时才要：
        <Input readOnly value={made?.secret ?? ''} aria-label="收件密钥" className="mono" />
      </div>
    </div>
  </Modal>
)
