import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FindToolbar } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useRemoveZone, useZones, type Zone } from './api.ts'
import { LedgerTabs } from './ledger-tabs.tsx'
import { zoneDevices } from './model.ts'
import { ZoneForm } from './zone-form.tsx'

export const Zones = (): ReactNode => {
  const zones = useZones(useMarketId())
  const list = useListSearch()
  const can = useCan()
  const remove = useRemoveZone()
  const [form, setForm] = useState<{ zone?: Zone }>()
  return (
    <>
      <PageHeader
        title="分区"
        note={zones.data && <AsOf at={zones.data.asOf} />}
        actions={
          can.write && (
            <Button type="primary" onClick={() => setForm({})}>
              新建分区
            </Button>
          )
        }
      />
      <LedgerTabs />
      <QueryView
        query={zones}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="还没有分区。先标出出入口、主要通道和营业场所，安防设备才能按分区核对。" />}
      >
        {({ items }) => {
          const found = withWords(items, list.q, (z) => [z.name, z.code, labels.zoneKind[z.kind]])
          return (
            <>
              <FindToolbar
                list={list}
                hint="搜索分区名称、代码、类型"
                found={found.length}
                all={items.length}
                unit="个"
                of="分区"
              />
              <DataTable
                label="分区"
                rows={found}
                rowKey={(z) => z.zoneId}
                emptyText={`没有叫「${list.q}」的分区`}
                columns={[
                  { key: 'name', title: '分区', card: 'heading', render: (z) => z.name },
                  { key: 'code', title: '代码', render: (z) => z.code },
                  { key: 'kind', title: '类型', render: (z) => labels.zoneKind[z.kind] },
                  { key: 'floor', title: '楼层', numeric: true, render: (z) => `${z.floor} 层` },
                  { key: 'stalls', title: '摊位', numeric: true, render: (z) => `${countText(z.stallCount)} 个` },
                  ...([0, 1, 2] as const).map((i) => ({
                    key: `device${i}`,
                    title: ['摄像头', '烟感', '测温'][i] ?? '',
                    render: (z: Zone) => {
                      const told = zoneDevices(z)[i]?.told
                      return told && <StatusTag tone={told.tone}>{told.text}</StatusTag>
                    },
                  })),
                  ...(can.write
                    ? [
                        {
                          key: 'actions',
                          title: '操作',
                          card: 'actions' as const,
                          render: (z: Zone) => (
                            <Flex gap="small">
                              <Button size="small" onClick={() => setForm({ zone: z })}>
                                修改
                              </Button>
                              <ConfirmButton
                                title={`停用分区「${z.name}」？`}
                                description="只有空分区可以停用。"
                                okText="停用"
                                onConfirm={() => remove.mutateAsync(z.zoneId)}
                                button={{ size: 'small', danger: true, children: '停用' }}
                              />
                            </Flex>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            </>
          )
        }}
      </QueryView>
      <ZoneForm {...form} open={form !== undefined} onClose={() => setForm(undefined)} />
    </>
  )
}
