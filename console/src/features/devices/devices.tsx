import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Empty } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { type ListSearch, oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useZones } from '../ledger/api.ts'
import { useOverview } from '../today/api.ts'
import { type Device, useDevices } from './api.ts'
import { DeviceActions, type Handed } from './device-actions.tsx'
import { DeviceForm } from './device-form.tsx'
import { DeviceTabs } from './device-tabs.tsx'
import { deviceKindList, deviceStateList, deviceTone, placeText, saysText } from './model.ts'

export const Devices = (): ReactNode => {
  const marketId = useMarketId()
  const list = useListSearch()
  const can = useCan()
  const zones = useZones(marketId)
  const marketCode = useOverview(marketId).data?.market.code ?? ''
  const [form, setForm] = useState<{ device?: Device }>()
  const [handed, setHanded] = useState<Handed>()
  const devices = useDevices(marketId, {
    q: list.q,
    kind: oneOf(list.values['kind'], deviceKindList),
    state: oneOf(list.values['state'], deviceStateList),
    zoneId: list.values['zoneId'],
    page: list.page,
    pageSize: list.pageSize,
  })
  const isFiltered = ['q', 'kind', 'state', 'zoneId'].some((key) => list.values[key])
  return (
    <>
      <PageHeader
        title="设备"
        note={devices.data && <AsOf at={devices.data.asOf} />}
        actions={
          can.write && (
            <Button type="primary" onClick={() => setForm({})}>
              登记设备
            </Button>
          )
        }
      />
      <DeviceTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索设备编号、名称、位置" />
        <FilterSelect list={list} name="kind" label="全部类型" options={optionsOf(labels.deviceKind)} />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.deviceState)} />
        <FilterSelect
          list={list}
          name="zoneId"
          label="全部分区"
          options={(zones.data?.items ?? []).map((z) => ({ value: z.zoneId, label: z.name }))}
        />
      </ListToolbar>
      {list.values['state'] === 'silent' && <NeverSeen list={list} />}
      <QueryView
        query={devices}
        isEmpty={(d) => d.total === 0 && !isFiltered}
        empty={<Empty description="还没有登记设备。先登记，再领取密钥交给设备安装人员。" />}
      >
        {(data) => (
          <DataTable
            label="设备"
            rows={data.items}
            rowKey={(d) => d.deviceId}
            list={list}
            total={data.total}
            loading={devices.isPlaceholderData}
            columns={[
              { key: 'name', title: '设备', card: 'heading', render: (d) => d.name },
              { key: 'code', title: '编号', render: (d) => d.code },
              { key: 'kind', title: '类型', render: (d) => labels.deviceKind[d.kind] },
              { key: 'place', title: '位置', render: placeText },
              {
                key: 'state',
                title: '状态',
                render: (d) => <StatusTag tone={deviceTone[d.state]}>{labels.deviceState[d.state]}</StatusTag>,
              },
              { key: 'seen', title: '最后心跳', render: (d) => <AsOf at={d.lastHeartbeatAt} bare never="从未" /> },
              { key: 'says', title: '上报内容', render: (d) => <span className="says">{saysText(d)}</span> },
              { key: 'paired', title: '密钥', render: (d) => (d.paired ? '已领取' : '还没领取') },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (d) => (
                  <DeviceActions
                    device={d}
                    marketCode={marketCode}
                    onEdit={() => setForm({ device: d })}
                    onHanded={setHanded}
                  />
                ),
              },
            ]}
          />
        )}
      </QueryView>
      <DeviceForm {...form} open={form !== undefined} onClose={() => setForm(undefined)} />
      <SecretOnce
        title={handed?.kind === 'signing' ? '签名密钥' : '设备密钥'}
        secret={handed?.secret}
        onClose={() => setHanded(undefined)}
        hint={
          handed?.screenUrl ? (
            <>
              屏幕浏览器请打开：
              <div className="mono-text">{new URL(handed.screenUrl, window.location.origin).href}</div>
            </>
          ) : (
            '请把密钥交给设备安装人员填进设备；旧密钥已失效。'
          )
        }
      />
    </>
  )
}

/** Work lists count devices that never came alive among the silent ones; the filter keeps them apart. */
const NeverSeen = ({ list }: { list: ListSearch }): ReactNode => {
  const others = useDevices(useMarketId(), { state: 'never_seen', pageSize: 1 })
  const count = others.data?.total ?? 0
  if (count === 0) return null
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 12 }}
      title={`另有 ${countText(count)} 台登记后从未上线`}
      action={<Button onClick={() => list.set({ state: 'never_seen' })}>查看</Button>}
    />
  )
}
