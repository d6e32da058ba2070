/** The codes printed for stalls: how many there are, sheets to print, and which nobody has seen for a month. */
import { Button, Card, Descriptions, Empty, Flex } from 'antd'
import type { ReactNode } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useMakeCodes, usePatrol } from './api.ts'

const sizes = [
  { size: 'A4', text: '下载 A4 打印页（每页 12 个）' },
  { size: 'A6', text: '下载 A6 打印页（每页 1 个）' },
] as const

const MakeCodes = (): ReactNode => {
  const make = useMakeCodes()
  return (
    <ConfirmButton
      title="发放并制作收款码？"
      description="还没有码的摊位各发一个，并做成可以打印的码。已有的码不变；换发过的旧码同时停用。"
      okText="发放并制作"
      onConfirm={() => make.mutateAsync(undefined)}
      button={{ type: 'primary', children: '发放并制作', loading: make.isPending }}
    />
  )
}

export const Codes = (): ReactNode => {
  const marketId = useMarketId()
  const can = useCan()
  const list = useListSearch()
  const patrol = usePatrol(marketId)
  return (
    <QueryView query={patrol} rows={4}>
      {({ printed, toPrint, unseen, findings, asOf }) => (
        <div className="stack">
          <Card size="small" title="收款码">
            <div className="stack">
              <Descriptions
                column={{ xs: 1, md: 2, xl: 4 }}
                items={[
                  { key: 'printed', label: '已制作', children: `${countText(printed)} 个` },
                  { key: 'toPrint', label: '等制作', children: `${countText(toPrint)} 个` },
                  { key: 'unseen', label: '30 天没有巡查到', children: `${countText(unseen.length)} 个` },
                  { key: 'bad', label: '30 天内发现有问题', children: `${countText(findings.length)} 次` },
                ]}
              />
              <Flex wrap gap="small">
                {can.operate && <MakeCodes />}
                {printed > 0 &&
                  sizes.map(({ size, text }) => (
                    <Button
                      key={size}
                      href={downloadUrl('getStallCodeSheet', { params: { marketId }, query: { size } })}
                      target="_blank"
                    >
                      {text}
                    </Button>
                  ))}
              </Flex>
            </div>
          </Card>
          <Card size="small" title="30 天没有巡查到的码">
            <ListToolbar>
              <SearchBox list={list} hint="搜索摊位号" />
            </ListToolbar>
            <DataTable
              label="30 天没有巡查到的码"
              rows={withWords(unseen, list.q, ({ stallCode }) => [stallCode])}
              rowKey={(one) => `${one.stallId} ${one.version}`}
              emptyText={
                list.q !== '' ? (
                  '没有这个摊位'
                ) : printed === 0 ? (
                  <Empty description="还没有制作收款码" />
                ) : (
                  '每个码 30 天内都巡查到了，或者还没有满 30 天'
                )
              }
              columns={[
                { key: 'stall', title: '摊位', card: 'heading', render: (one) => one.stallCode },
                { key: 'version', title: '第几版', numeric: true, render: (one) => `第 ${one.version} 版` },
                { key: 'issued', title: '发放于', render: (one) => <AsOf at={one.issuedAt} bare /> },
                {
                  key: 'seen',
                  title: '上次巡查到',
                  render: (one) => <AsOf at={one.lastSeenAt} bare never="从来没有" />,
                },
              ]}
            />
            <AsOf at={asOf} />
          </Card>
        </div>
      )}
    </QueryView>
  )
}
