import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Card, Descriptions, Flex, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { type ListSearch, oneOf } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import {
  type Place,
  type PlanDetail,
  type PlanSummary,
  useFloorPlan,
  useMatchPlan,
  usePublishPlan,
  useWithdrawPlan,
} from './api.ts'
import { Beacons } from './beacons.tsx'
import { gapText, planName, planTone, planViews } from './model.ts'
import { PlaceForm } from './place-form.tsx'
import { PlanMap } from './plan-map.tsx'
import { PlaceList, ProblemList } from './plan-parts.tsx'

interface Props {
  readonly plans: readonly PlanSummary[]
  readonly planId: string
  readonly list: ListSearch
  readonly onPlan: (planId: string) => void
}

export const PlanBody = ({ plans, planId, list, onPlan }: Props): ReactNode => {
  const plan = useFloorPlan(useMarketId(), planId)
  const can = useCan()
  const view = oneOf(list.values['view'], planViews) ?? 'map'
  const [place, setPlace] = useState<Place>()
  return (
    <QueryView query={plan}>
      {(data) => (
        <div className="stack">
          <PlanHead plan={data} plans={plans} onPlan={onPlan} />
          <Segmented
            aria-label="看什么"
            className="plan-views wrap-segments"
            value={view}
            options={[
              { value: 'map', label: '图' },
              { value: 'places', label: `摊位对应（${countText(data.places.length)}）` },
              { value: 'beacons', label: `蓝牙信标（${countText(data.beacons.length)}）` },
              { value: 'problems', label: `文件问题（${countText(data.violationCount)}）` },
            ]}
            onChange={(value) => list.set({ view: value, q: undefined, show: undefined })}
          />
          {view === 'map' && (
            <Card size="small">
              <PlanMap
                levels={data.levels}
                levelId={list.values['level']}
                onLevel={(level) => list.set({ level })}
                {...(can.write && {
                  onPlace: (placeId: string) => setPlace(data.places.find((p) => p.placeId === placeId)),
                })}
              />
              {data.attribution !== null && <div className="quiet">图的来源：{data.attribution}</div>}
            </Card>
          )}
          {view === 'places' && <PlaceList plan={data} list={list} onMatch={setPlace} />}
          {view === 'beacons' && <Beacons plan={data} list={list} />}
          {view === 'problems' && <ProblemList plan={data} list={list} />}
          <PlaceForm planId={planId} place={place} onClose={() => setPlace(undefined)} />
        </div>
      )}
    </QueryView>
  )
}

interface HeadProps {
  readonly plan: PlanDetail
  readonly plans: readonly PlanSummary[]
  readonly onPlan: (planId: string) => void
}

const PlanHead = ({ plan, plans, onPlan }: HeadProps): ReactNode => {
  const gaps = gapText(plan, plan.places.filter((p) => !p.reachable).length)
  return (
    <Card size="small">
      <Flex wrap gap="small" justify="space-between" align="center" className="plan-head">
        <Flex wrap gap="small" align="center">
          <Select
            aria-label="选一张平面图"
            className="plan-picker"
            value={plan.planId}
            options={plans.map((p) => ({ value: p.planId, label: planName(p) }))}
            popupMatchSelectWidth={false}
            onChange={onPlan}
          />
          <StatusTag tone={planTone[plan.state]}>{labels.floorPlanState[plan.state]}</StatusTag>
          {plan.schematic && <StatusTag tone="warn">示意图，不是实测</StatusTag>}
        </Flex>
        <PlanActions plan={plan} gaps={gaps} />
      </Flex>
      <Descriptions
        column={{ xs: 1, md: 2, xl: 4 }}
        items={[
          { key: 'source', label: '来源', children: labels.floorPlanSource[plan.source] },
          { key: 'levels', label: '楼层', children: `${countText(plan.levelCount)} 层` },
          {
            key: 'matched',
            label: '已对应摊位',
            children: `${countText(plan.matchedCount)} / ${countText(plan.placeCount)} 个位置`,
          },
          {
            key: 'made',
            label: '制作',
            children: (
              <>
                <span>{plan.createdBy}</span>，<AsOf at={plan.createdAt} bare />
              </>
            ),
          },
        ]}
      />
      {gaps !== null && <Alert type="warning" showIcon title={gaps} />}
    </Card>
  )
}

const PlanActions = ({ plan, gaps }: { plan: PlanDetail; gaps: string | null }): ReactNode => {
  const can = useCan()
  const publish = usePublishPlan()
  const withdraw = useWithdrawPlan()
  const match = useMatchPlan()
  if (!can.write) return null
  return (
    <Flex wrap gap="small">
      {!plan.schematic && (
        <Button loading={match.isPending} onClick={() => match.mutate(plan.planId)}>
          按摊位号再对一次
        </Button>
      )}
      {can.operate && plan.state !== 'published' && (
        <ConfirmButton
          title="发布这张平面图？"
          description={gaps ?? '消费者马上就能按它找摊位；原来发布的图自动撤下。'}
          okText="发布"
          onConfirm={() => publish.mutateAsync(plan.planId)}
          button={{ type: 'primary', children: '发布', loading: publish.isPending }}
        />
      )}
      {can.operate && plan.state === 'published' && (
        <ConfirmButton
          title="撤下这张平面图？"
          description="线上导航和导购一体机随即停用，评价里的平面图一项也会失分。"
          okText="撤下"
          onConfirm={() => withdraw.mutateAsync(plan.planId)}
          button={{ danger: true, children: '撤下', loading: withdraw.isPending }}
        />
      )}
      {!can.operate && plan.state === 'draft' && <span className="quiet">由市场开办者发布</span>}
    </Flex>
  )
}
