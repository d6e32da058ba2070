import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Template = Item<'listInspectionTemplates'>
export type TemplateItem = Template['items'][number]
export type Round = Item<'listInspections'>
export type Finding = Item<'listFindings'>
export type MetrologyCheck = Item<'listMetrologyChecks'>

export const useTemplates = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'inspection-templates'),
    queryFn: () => client.listInspectionTemplates({ params: { marketId } }),
  })

export const useRounds = (marketId: string, query: Query<'listInspections'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'inspections', query),
    queryFn: () => client.listInspections({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useFindings = (marketId: string, query: Query<'listFindings'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'findings', query),
    queryFn: () => client.listFindings({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useMetrologyChecks = (marketId: string, query: Query<'listMetrologyChecks'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'metrology', query),
    queryFn: () => client.listMetrologyChecks({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useSaveTemplate = (templateId: string | undefined) =>
  useMarketMutation(
    (body: Body<'createInspectionTemplate'>, marketId) =>
      templateId === undefined
        ? client.createInspectionTemplate({ params: { marketId }, body })
        : client.reviseInspectionTemplate({ params: { marketId, templateId }, body }),
    { done: '已保存', quiet: true },
  )

const photosOf = async (marketId: string, files: readonly File[]): Promise<string[]> => {
  const ids: string[] = []
  for (const file of files) {
    const made = await client.uploadInspectionPhoto({
      params: { marketId },
      upload: { fileName: file.name, bytes: file },
    })
    ids.push(made.photoId)
  }
  return ids
}

export const useRectify = (findingId: string) =>
  useMarketMutation(
    async ({ rectification, files }: { rectification: string; files: readonly File[] }, marketId) =>
      client.rectifyFinding({
        params: { marketId, findingId },
        body: { rectification, photoIds: await photosOf(marketId, files) },
      }),
    { done: '已报告整改', quiet: true },
  )

export const useRecheck = (findingId: string) =>
  useMarketMutation(
    (body: Body<'recheckFinding'>, marketId) => client.recheckFinding({ params: { marketId, findingId }, body }),
    { done: '已记录复查', quiet: true },
  )

export const usePenalise = (findingId: string) =>
  useMarketMutation(
    (body: Body<'publishPenalty'>, marketId) => client.publishPenalty({ params: { marketId, findingId }, body }),
    { done: '已公示处理决定', quiet: true },
  )

export const useRecordMetrology = () =>
  useMarketMutation(
    (body: Body<'recordMetrologyCheck'>, marketId) => client.recordMetrologyCheck({ params: { marketId }, body }),
    { done: '已登记检定', quiet: true },
  )
