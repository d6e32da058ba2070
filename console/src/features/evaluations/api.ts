import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Role } from '@smart-market/shared/route.ts'
import { type Body, client, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'
import { rolesIn } from '../../lib/permissions.ts'
import { useMarketId, useMe } from '../../lib/session.ts'

export type Evaluation = Output<'getEvaluation'>
export type Summary = Output<'listEvaluations'>['items'][number]
export type Sheet = Output<'getSheet'>
export type Entry = Sheet['entries'][number]
export type Leaf = Sheet['leaves'][number]
export type Step = Evaluation['allowed'][number]
export type BonusItem = Evaluation['bonusItems'][number]
export type PaperKind = Evaluation['papers'][number]['kind']
export type Group = Evaluation['groups'][number]['group']

/** Roles of the signed-in person in this market; the server decides again. */
export const useRoles = (): readonly Role[] => {
  const marketId = useMarketId()
  const me = useMe()
  return me.data === undefined ? [] : rolesIn(me.data.memberships, marketId)
}

export const useEvaluations = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'evaluations'),
    queryFn: () => client.listEvaluations({ params: { marketId } }),
  })

export const useEvaluationWork = (query: Query<'listEvaluationWork'>) =>
  useQuery({
    queryKey: ['evaluation-work', query],
    queryFn: () => client.listEvaluationWork({ query }),
    placeholderData: keepPreviousData,
  })

export const useEvaluationNotices = (query: Query<'listEvaluationNotices'>) =>
  useQuery({
    queryKey: ['evaluation-notices', query],
    queryFn: () => client.listEvaluationNotices({ query }),
    placeholderData: keepPreviousData,
  })

export const useEvaluation = (marketId: string, evaluationId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'evaluation', evaluationId),
    queryFn: () => client.getEvaluation({ params: { marketId, evaluationId } }),
  })

export const useCreateEvaluation = () =>
  useMarketMutation(
    (body: Body<'createEvaluation'>, marketId) => client.createEvaluation({ params: { marketId }, body }),
    { quiet: true },
  )

export const useSaveApplication = (evaluationId: string) =>
  useMarketMutation(
    (body: Body<'saveApplication'>, marketId) => client.saveApplication({ params: { marketId, evaluationId }, body }),
    { done: '已保存', quiet: true },
  )

export const useMove = (evaluationId: string) =>
  useMarketMutation(
    (body: Body<'moveEvaluation'>, marketId) => client.moveEvaluation({ params: { marketId, evaluationId }, body }),
    { done: '已办理', quiet: true },
  )

export const useAddPaper = (evaluationId: string) =>
  useMarketMutation(
    ({ kind, file }: { kind: PaperKind; file: File }, marketId) =>
      client.addEvaluationPaper({
        params: { marketId, evaluationId },
        query: { kind },
        upload: { fileName: file.name, bytes: file },
      }),
    { done: '已上传' },
  )

export const useRemovePaper = (evaluationId: string) =>
  useMarketMutation(
    (paperId: string, marketId) => client.removeEvaluationPaper({ params: { marketId, evaluationId, paperId } }),
    { done: '已撤下' },
  )

export const useFileBonusItem = (evaluationId: string) =>
  useMarketMutation(
    (body: Body<'fileBonusItem'>, marketId) => client.fileBonusItem({ params: { marketId, evaluationId }, body }),
    { done: '已申报', quiet: true },
  )

export const useReviewBonusItem = (evaluationId: string) =>
  useMarketMutation(
    ({ itemId, ...body }: Body<'reviewBonusItem'> & { itemId: string }, marketId) =>
      client.reviewBonusItem({ params: { marketId, evaluationId, itemId }, body }),
    { done: '已审核', quiet: true },
  )

export const useAssignAssessor = (evaluationId: string) =>
  useMarketMutation(
    (body: Body<'assignAssessor'>, marketId) => client.assignAssessor({ params: { marketId, evaluationId }, body }),
    { done: '已安排', quiet: true },
  )

export const useRemoveAssessor = (evaluationId: string) =>
  useMarketMutation(
    (assessorId: string, marketId) => client.removeAssessor({ params: { marketId, evaluationId, assessorId } }),
    { done: '已撤下' },
  )

export const useAddObjection = (evaluationId: string) =>
  useMarketMutation(
    (body: Body<'addObjection'>, marketId) => client.addObjection({ params: { marketId, evaluationId }, body }),
    { done: '已登记', quiet: true },
  )

export const useAnswerObjection = (evaluationId: string) =>
  useMarketMutation(
    ({ objectionId, ...body }: Body<'answerObjection'> & { objectionId: string }, marketId) =>
      client.answerObjection({ params: { marketId, evaluationId, objectionId }, body }),
    { done: '已答复', quiet: true },
  )

/** What is being typed must not be replaced by a reload, so the sheet is read once. */
export const useMySheet = (marketId: string, evaluationId: string) =>
  useQuery({
    queryKey: ['my-sheet', marketId, evaluationId],
    queryFn: () => client.getMySheet({ params: { marketId, evaluationId } }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })

export const useSheet = (marketId: string, evaluationId: string, assessorId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'sheet', evaluationId, assessorId),
    queryFn: () => client.getSheet({ params: { marketId, evaluationId, assessorId } }),
  })

export const useSaveMySheet = (evaluationId: string) =>
  useMarketMutation((body: Body<'saveMySheet'>, marketId) =>
    client.saveMySheet({ params: { marketId, evaluationId }, body }),
  )

export const useSubmitMySheet = (evaluationId: string) =>
  useMarketMutation((_: void, marketId) => client.submitMySheet({ params: { marketId, evaluationId } }), {
    done: '评分表已提交',
  })

export const useAddEvidence = (evaluationId: string) =>
  useMarketMutation(
    ({ leafId, file }: { leafId: string; file: File }, marketId) =>
      client.addSheetEvidence({
        params: { marketId, evaluationId },
        query: { leafId },
        upload: { fileName: file.name, bytes: file },
      }),
    { done: '佐证已上传' },
  )
