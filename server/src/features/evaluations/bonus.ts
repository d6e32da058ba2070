/** 加分事项 (art. 4(7), annex 4): filed by the market, reviewed by the district, settled by the city; at most 5 in all. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { actorName } from '../../audit.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { bonusLeft, bonusReview, exceeds, sumPoints } from './domain.ts'
import { lockedIn, recordDeed } from './record.ts'
import * as store from './store.ts'
import { bonusView, composedRubric } from './view.ts'

/** Throws evaluation.not_found, evaluation.locked, evaluation_bonus.over_cap. */
export const fileBonusItem = async (
  ctx: Ctx,
  evaluationId: string,
  input: { content: string; basis: string; applicantOpinion: string; askedPoints: string },
) =>
  withTransaction(ctx, async (tx) => {
    const row = await lockedIn(ctx, tx, evaluationId, ['draft', 'returned'])
    const earlier = await store.listBonusItems(tx, row.marketId, evaluationId)
    refuseOverCap(
      row.rubricId,
      earlier.map((item) => item.askedPoints),
      input.askedPoints,
    )
    const item: store.BonusRow = {
      ...input,
      marketId: marketOf(ctx),
      itemId: newId(ctx, 'bonusItem'),
      evaluationId,
      state: 'filed',
      districtPoints: null,
      districtOpinion: null,
      districtBy: null,
      cityPoints: null,
      cityOpinion: null,
      cityBy: null,
      filedAt: ctx.now,
    }
    await store.insertBonusItem(tx, item)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_bonus.file',
      summary: `申报加分事项，申请 ${input.askedPoints} 分`,
      event: 'evaluation_bonus.filed',
      payload: { evaluationId, itemId: item.itemId, askedPoints: input.askedPoints },
    })
    return bonusView(item)
  })

const refuseOverCap = (rubricId: string, given: readonly string[], points: string): void => {
  const cap = composedRubric(rubricId).bonus?.cap ?? 0
  const left = bonusLeft(cap, given)
  if (exceeds(points, left)) throw new AppError('evaluation_bonus.over_cap', { cap, given: sumPoints(given), left })
}

/** Throws evaluation.not_found, evaluation.locked, evaluation_bonus.not_found, evaluation_bonus.state, evaluation_bonus.over_cap. */
export const reviewBonusItem = async (
  ctx: Ctx,
  evaluationId: string,
  itemId: string,
  input: { approved: boolean; points: string; opinion: string },
) =>
  withTransaction(ctx, async (tx) => {
    const isDistrict = ctx.role === 'district_officer'
    const row = await lockedIn(ctx, tx, evaluationId, isDistrict ? ['submitted'] : ['forwarded', 'evaluating'])
    const items = await store.listBonusItems(tx, row.marketId, evaluationId)
    const item = items.find((each) => each.itemId === itemId)
    if (item === undefined) throw new AppError('evaluation_bonus.not_found')
    const state = bonusReview(item.state, ctx.role, input.approved)
    if (state === null) throw new AppError('evaluation_bonus.state', { state: labels.bonusState[item.state] })
    const points = input.approved ? input.points : '0'
    const others = items.filter((each) => each.itemId !== itemId)
    refuseOverCap(
      row.rubricId,
      others.map((each) => (isDistrict ? each.districtPoints : each.cityPoints) ?? '0'),
      points,
    )
    const set: Partial<store.BonusRow> = isDistrict
      ? { state, districtPoints: points, districtOpinion: input.opinion, districtBy: actorName(ctx) }
      : { state, cityPoints: points, cityOpinion: input.opinion, cityBy: actorName(ctx) }
    await store.updateBonusItem(tx, row.marketId, itemId, set)
    await recordDeed(ctx, tx, {
      evaluationId,
      action: 'evaluation_bonus.review',
      summary: `加分事项${isDistrict ? '区级' : '市级'}${input.approved ? `同意 ${points} 分` : '不同意'}：${input.opinion}`,
      event: 'evaluation_bonus.reviewed',
      payload: { evaluationId, itemId, to: state, points },
    })
    return bonusView({ ...item, ...set })
  })
