import type { Notice, NoticeKind, NoticePlace } from '@smart-market/shared/contracts/notices.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { announceChange, appendEvent } from '../../feed/outbox.ts'
import { isNoticeKind, isStale, type NoticeState, type TopicState, topicStates, transitions } from './domain.ts'
import * as store from './store.ts'
import { found, noticeView, noticeViews } from './views.ts'

interface NoticeInput {
  readonly kind: NoticeKind
  readonly title: string
  readonly body: string
  readonly places?: readonly NoticePlace[] | undefined
}

/** Drafts are for those who write them; a merchant reads what stands. */
const visibleStates = (ctx: Ctx): NoticeState[] => {
  if (ctx.role === 'merchant') return ['published']
  if (ctx.role === 'market_staff' || ctx.role === 'market_operator')
    return ['draft', 'submitted', 'published', 'withdrawn']
  return ['published', 'withdrawn']
}

export const listNotices = async (
  ctx: Ctx,
  query: Omit<store.NoticeQuery, 'states'> & { state?: NoticeState | undefined },
) => {
  const visible = visibleStates(ctx)
  const states = query.state === undefined ? visible : visible.filter((state) => state === query.state)
  const { page, pageSize } = query
  if (states.length === 0) return { items: [], total: 0, page, pageSize }
  return withTransaction(ctx, async (tx) => {
    const { items, total } = await store.listNoticePage(tx, marketOf(ctx), { ...query, states })
    return { items: await noticeViews(tx, marketOf(ctx), items), total, page, pageSize }
  })
}

/** Writes a draft, or publishes at once, which staff may not. Throws notice.needs_approval. */
export const createNotice = async (ctx: Ctx, input: NoticeInput & { publish: boolean }): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    if (input.publish && ctx.role === 'market_staff') throw new AppError('notice.needs_approval')
    const noticeId = newId(ctx, 'notice')
    const { kind, title, body, publish } = input
    const row = await store.insertNotice(tx, {
      marketId: marketOf(ctx),
      noticeId,
      kind,
      title,
      body,
      state: publish ? 'published' : 'draft',
      createdBy: actorName(ctx),
      createdAt: ctx.now,
      publishedAt: publish ? ctx.now : null,
      approvedBy: publish ? actorName(ctx) : null,
      ...placesOf(input),
    })
    if (publish) await appendEvent(ctx, tx, 'notice.published', { noticeId, kind, title })
    else await announceChange(ctx, tx)
    await auditNotice(ctx, tx, publish ? 'publish' : 'create', noticeId, `${publish ? '发布' : '起草'}公示「${title}」`)
    return noticeView(tx, row)
  })

const placesOf = ({ places }: { readonly places?: readonly NoticePlace[] | undefined }) =>
  places === undefined ? {} : { places: [...new Set(places)] }

/** Publishes inside the transaction of another feature's deed: a penalty, say. */
export const publishNoticeNow = async (ctx: Ctx, tx: Tx, input: NoticeInput): Promise<{ noticeId: string }> => {
  const noticeId = newId(ctx, 'notice')
  const { kind, title, body } = input
  await store.insertNotice(tx, {
    marketId: marketOf(ctx),
    noticeId,
    kind,
    title,
    body,
    state: 'published',
    createdBy: actorName(ctx),
    createdAt: ctx.now,
    publishedAt: ctx.now,
    approvedBy: actorName(ctx),
  })
  await appendEvent(ctx, tx, 'notice.published', { noticeId, kind, title })
  await auditNotice(ctx, tx, 'publish', noticeId, `发布公示「${title}」`)
  return { noticeId }
}

/** Changes a draft. Throws notice.not_found, notice.state. */
export const updateNotice = async (ctx: Ctx, noticeId: string, input: Partial<NoticeInput>): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    const before = await lockFor(ctx, tx, noticeId, 'edit')
    const set = { kind: input.kind ?? before.kind, title: input.title ?? before.title, body: input.body ?? before.body }
    const row = await store.updateNotice(tx, marketOf(ctx), noticeId, {
      ...set,
      ...placesOf(input),
      // What an operator has put on the schedule is no longer what was approved.
      ...(ctx.role === 'market_staff' ? { publishOn: null, approvedBy: null } : {}),
    })
    await announceChange(ctx, tx)
    await auditNotice(ctx, tx, 'update', noticeId, `修改公示草稿「${set.title}」`)
    return noticeView(tx, row)
  })

/** Hands a draft to the operator. Throws notice.not_found, notice.state. */
export const submitNotice = async (ctx: Ctx, noticeId: string): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    const { kind, title } = await lockFor(ctx, tx, noticeId, 'submit')
    const row = await store.updateNotice(tx, marketOf(ctx), noticeId, {
      state: transitions.submit.to,
      submittedBy: actorName(ctx),
      returnedReason: null,
    })
    await appendEvent(ctx, tx, 'notice.submitted', { noticeId, kind })
    await auditNotice(ctx, tx, 'submit', noticeId, `提交公示「${title}」审核`)
    return noticeView(tx, row)
  })

/** Gives a submitted draft back to who wrote it. Throws notice.not_found, notice.state. */
export const returnNotice = async (ctx: Ctx, noticeId: string, { reason }: { reason: string }): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    const { kind, title } = await lockFor(ctx, tx, noticeId, 'return')
    const row = await store.updateNotice(tx, marketOf(ctx), noticeId, {
      state: transitions.return.to,
      returnedReason: reason,
      publishOn: null,
      approvedBy: null,
    })
    await appendEvent(ctx, tx, 'notice.returned', { noticeId, kind, reason })
    await auditNotice(ctx, tx, 'return', noticeId, `退回公示「${title}」：${reason}`)
    return noticeView(tx, row)
  })

/** Throws notice.not_found, notice.state. */
export const publishNotice = async (ctx: Ctx, noticeId: string): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    const { kind, title } = await lockFor(ctx, tx, noticeId, 'publish')
    const row = await store.updateNotice(tx, marketOf(ctx), noticeId, {
      state: transitions.publish.to,
      publishedAt: ctx.now,
      approvedBy: actorName(ctx),
    })
    await appendEvent(ctx, tx, 'notice.published', { noticeId, kind, title })
    await auditNotice(ctx, tx, 'publish', noticeId, `发布公示「${title}」`)
    return noticeView(tx, row)
  })

/** Takes a published notice down; it stays on record with its reason. Throws notice.not_found, notice.state. */
export const withdrawNotice = async (ctx: Ctx, noticeId: string, input: { reason: string }): Promise<Notice> =>
  withTransaction(ctx, async (tx) => {
    const { kind, title } = await lockFor(ctx, tx, noticeId, 'withdraw')
    const row = await store.updateNotice(tx, marketOf(ctx), noticeId, {
      state: transitions.withdraw.to,
      withdrawnAt: ctx.now,
      withdrawnReason: input.reason,
    })
    await appendEvent(ctx, tx, 'notice.withdrawn', { noticeId, kind, reason: input.reason })
    await auditNotice(ctx, tx, 'withdraw', noticeId, `撤回公示「${title}」：${input.reason}`)
    return noticeView(tx, row)
  })

export const auditNotice = (ctx: Ctx, tx: Tx, verb: string, noticeId: string, summary: string): Promise<void> =>
  appendAudit(ctx, tx, { action: `notice.${verb}`, subjectKind: 'notice', subjectId: noticeId, summary })

export const lockFor = async (ctx: Ctx, tx: Tx, noticeId: string, step: keyof typeof transitions) => {
  const row = found(await store.lockNotice(tx, marketOf(ctx), noticeId))
  const from: readonly NoticeState[] = transitions[step].from
  if (!from.includes(row.state)) throw new AppError('notice.state', { state: labels.noticeState[row.state] })
  return row
}

/**
 * All topics at `asOf`, those the market does not require among them. Required and cadence are today's settings:
 * their history is in the operation log only.
 */
export const listTopicStates = async (tx: Tx, marketId: string, asOf: Date): Promise<TopicState[]> => {
  const set = await store.listTopicRows(tx, marketId)
  const standing = await store.countStanding(tx, marketId, asOf)
  return topicStates(set, standing, asOf)
}

const toTopic = (state: TopicState) => ({
  ...state,
  kind: state.topic,
  lastPublishedAt: state.lastPublishedAt?.toISOString() ?? null,
  stale: isStale(state),
})

export const listNoticeTopics = async (ctx: Ctx) => {
  const states = await withTransaction(ctx, (tx) => listTopicStates(tx, marketOf(ctx), ctx.now))
  return { items: states.map(toTopic), asOf: ctx.now.toISOString() }
}

/** Throws notice_topic.not_found. */
export const setNoticeTopic = async (ctx: Ctx, kind: string, input: { required: boolean; cadenceDays: number }) => {
  if (!isNoticeKind(kind)) throw new AppError('notice_topic.not_found', { kind })
  return withTransaction(ctx, async (tx) => {
    await store.upsertTopic(tx, { marketId: marketOf(ctx), kind, ...input })
    await appendEvent(ctx, tx, 'notice_topic.set', { kind, ...input })
    await appendAudit(ctx, tx, {
      action: 'notice_topic.set',
      subjectKind: 'notice_topic',
      subjectId: kind,
      summary: `公示「${labels.noticeKind[kind]}」${input.required ? `必须，每 ${input.cadenceDays} 天更换` : '不要求'}`,
    })
    const states = await listTopicStates(tx, marketOf(ctx), ctx.now)
    const state = states.find((item) => item.topic === kind)
    if (state === undefined) throw new AppError('notice_topic.not_found', { kind })
    return toTopic(state)
  })
}

interface PublishedNotice extends NoticeInput {
  readonly noticeId: string
  readonly publishedAt: Date
}
const toPublished = ({ noticeId, kind, title, body, publishedAt }: store.NoticeRow): PublishedNotice[] =>
  publishedAt === null ? [] : [{ noticeId, kind, title, body, publishedAt }]

/** What stands now, newest first. */
export const listPublishedNotices = async (tx: Tx, marketId: string, limit: number): Promise<PublishedNotice[]> =>
  (await store.listStanding(tx, marketId, limit)).flatMap(toPublished)

/** Null for a draft, a withdrawn notice, or none. */
export const findPublishedNotice = async (
  tx: Tx,
  marketId: string,
  noticeId: string,
): Promise<PublishedNotice | null> => {
  const row = await store.findStanding(tx, marketId, noticeId)
  return row === undefined ? null : (toPublished(row)[0] ?? null)
}
