import { Card, Flex, Result, Steps } from 'antd'
import type { ReactNode } from 'react'
import { countText } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useOverview } from './api.ts'
import { type FirstStep, firstSteps, type Overview, type WorkItem, workItems } from './model.ts'

export const Today = (): ReactNode => {
  const overview = useOverview(useMarketId())
  const can = useCan()
  return (
    <>
      <PageHeader title="今日" note={overview.data && <AsOf at={overview.data.asOf} />} />
      <QueryView query={overview}>
        {(data) => {
          const steps = firstSteps(data.counts)
          return (
            <div className="stack">
              {steps && can.write && <NewMarket steps={steps} />}
              {(steps === null || workItems(data.work).length > 0) && <WorkList items={workItems(data.work)} />}
              <Counts counts={data.counts} />
            </div>
          )
        }}
      </QueryView>
    </>
  )
}

const NewMarket = ({ steps }: { steps: readonly FirstStep[] }): ReactNode => {
  const next = steps.findIndex((s) => !s.done)
  return (
    <Card title="四步开始">
      <Steps
        current={next}
        items={steps.map((s, i) => ({
          title: s.title,
          status: s.done ? 'finish' : i === next ? 'process' : 'wait',
          content: (
            <>
              <div>{s.text}</div>
              {!s.done && (
                <LinkButton goTo={s.target} type={i === next ? 'primary' : 'default'} style={{ marginTop: 8 }}>
                  {s.verb}
                </LinkButton>
              )}
            </>
          ),
        }))}
      />
    </Card>
  )
}

const WorkList = ({ items }: { items: readonly WorkItem[] }): ReactNode =>
  items.length === 0 ? (
    <Card>
      <Result status="success" title="今天没有待办" subTitle="没有过期证件、没有掉线设备，公示都在更换周期内。" />
    </Card>
  ) : (
    <Card title={`待办 ${items.length} 件`} styles={{ body: { padding: 0 } }}>
      <ul className="work-list">
        {items.map((item) => (
          <li key={item.kind}>
            <div className="work-text">
              <Flex gap="small" align="center" wrap>
                <StatusTag tone={item.tone}>{item.tone === 'bad' ? '正在失分' : '留意'}</StatusTag>
                <strong>
                  {item.title} {item.count}
                </strong>
              </Flex>
              <div className="quiet">{item.why}</div>
            </div>
            <LinkButton goTo={item.target} type={item.tone === 'bad' ? 'primary' : 'default'}>
              {item.verb}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Card>
  )

const Counts = ({ counts }: { counts: Overview['counts'] }): ReactNode => (
  <Card title="市场现状" size="small">
    <DataTable
      label="市场现状"
      short
      rows={[
        { name: '摊位', value: `${countText(counts.occupiedStalls)} / ${countText(counts.stalls)} 个有人经营` },
        { name: '经营户', value: `${countText(counts.merchants)} 户` },
        { name: '从业人员', value: `${countText(counts.staffMembers)} 人` },
        { name: '分区', value: `${countText(counts.zones)} 个` },
        { name: '设备', value: `${countText(counts.devicesAlive)} / ${countText(counts.devices)} 台在线` },
      ]}
      rowKey={(r) => r.name}
      columns={[
        { key: 'name', title: '项目', card: 'heading', render: (r) => r.name },
        { key: 'value', title: '数量', numeric: true, render: (r) => r.value },
      ]}
    />
  </Card>
)
