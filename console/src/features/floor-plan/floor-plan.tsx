import { Button, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { LedgerTabs } from '../ledger/ledger-tabs.tsx'
import { useDrawSchematic, useFloorPlans } from './api.ts'
import { ImportPlan } from './import-plan.tsx'
import { chosenPlan } from './model.ts'
import { PlanBody } from './plan-body.tsx'

/** 平面图: the plan that shoppers see, and how the next one gets there. */
export const FloorPlan = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const plans = useFloorPlans(useMarketId())
  const draw = useDrawSchematic()
  const [importing, setImporting] = useState(false)
  const show = (planId: string): void => list.set({ plan: planId, view: undefined, level: undefined })
  return (
    <>
      <PageHeader
        title="平面图"
        note="发布以后，线上导航和导购一体机就按这张图带路。"
        actions={
          can.write && (
            <>
              <ConfirmButton
                title="画一张示意图？"
                description="按台账的分区和摊位号排出来，不是实测尺寸；画好后是草稿，不影响现在发布的图。"
                okText="画示意图"
                onConfirm={async () => show((await draw.mutateAsync()).planId)}
                button={{ children: '画示意图', loading: draw.isPending }}
              />
              <Button type="primary" onClick={() => setImporting(true)}>
                导入平面图
              </Button>
            </>
          )
        }
      />
      <LedgerTabs />
      <QueryView
        query={plans}
        isEmpty={(d) => d.items.length === 0}
        empty={
          <Flex vertical gap="middle" className="empty-note">
            <div>还没有平面图。没有图纸也可以先画一张示意图：按台账的分区和摊位号排列，一分钟就好。</div>
            <div className="quiet">
              有 IMDF 图（.zip）或 OSM 室内图（.geojson）的，请导入：图更准，系统会逐条列出不合标准的地方。
            </div>
          </Flex>
        }
      >
        {({ items }) => {
          const plan = chosenPlan(items, list.values['plan'])
          return plan && <PlanBody key={plan.planId} plans={items} planId={plan.planId} list={list} onPlan={show} />
        }}
      </QueryView>
      <ImportPlan open={importing} onClose={() => setImporting(false)} onImported={show} />
    </>
  )
}
