import { useQuery } from '@tanstack/react-query'
import type { Beacon } from '@smart-market/shared/contracts/wayfinding.ts'
import { client, type Item, type Output } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type PlanSummary = Item<'listFloorPlans'>
export type PlanDetail = Output<'getFloorPlan'>
export type Place = PlanDetail['places'][number]
export type Level = PlanDetail['levels'][number]
export type Violation = PlanDetail['violations'][number]

export const useFloorPlans = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'floor-plans'),
    queryFn: () => client.listFloorPlans({ params: { marketId } }),
  })

export const useFloorPlan = (marketId: string, planId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'floor-plan', planId),
    queryFn: () => client.getFloorPlan({ params: { marketId, planId } }),
  })

export const useImportPlan = () =>
  useMarketMutation(
    (file: File, marketId) =>
      client.importFloorPlan({ params: { marketId }, upload: { fileName: file.name, bytes: file } }),
    { done: '已导入为草稿', quiet: true },
  )

export const useDrawSchematic = () =>
  useMarketMutation((_none: void, marketId) => client.drawSchematicPlan({ params: { marketId } }), {
    done: '示意图已画好，是草稿',
  })

export const useMatchPlan = () =>
  useMarketMutation((planId: string, marketId) => client.matchFloorPlan({ params: { marketId, planId } }), {
    done: (plan) => `已对应 ${plan.matchedCount} 个位置`,
  })

export const usePublishPlan = () =>
  useMarketMutation((planId: string, marketId) => client.publishFloorPlan({ params: { marketId, planId } }), {
    done: '已发布',
  })

export const useWithdrawPlan = () =>
  useMarketMutation((planId: string, marketId) => client.withdrawFloorPlan({ params: { marketId, planId } }), {
    done: '已撤下',
  })

export const useSetPlaceStall = (planId: string) =>
  useMarketMutation(
    ({ placeId, stallCode }: { placeId: string; stallCode: string | null }, marketId) =>
      client.setPlaceStall({ params: { marketId, planId, placeId }, body: { stallCode } }),
    { done: '已保存', quiet: true },
  )

/** The whole list at once, as the server keeps it. `quiet` where a form tells the refusal. */
export const useSetBeacons = (planId: string, quiet: boolean) =>
  useMarketMutation(
    (beacons: Beacon[], marketId) => client.setBeacons({ params: { marketId, planId }, body: { beacons } }),
    { done: '信标已保存', quiet },
  )
