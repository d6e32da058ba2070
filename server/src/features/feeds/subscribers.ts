/** Who is sent the feed by push. Every change leaves an audit row and an event. */
import type { FeedSubscriber, feedRoutes } from '@smart-market/shared/contracts/feeds.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { addressProblem } from '../../feed/outbound.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { signerOf } from '../../feed/signers/index.ts'
import { signingKeys } from './keys.ts'
import * as store from './store.ts'
import * as rows from './subscriber-store.ts'

type Body<K extends keyof typeof feedRoutes> = HandlerInput<(typeof feedRoutes)[K]>['body']

export const secretCipherContext = 'feed_subscribers.secret'
const newSecret = (ctx: Ctx): string => `whsec_${Buffer.from(ctx.deps.random(32)).toString('base64')}`

/** Gets every event as it is, and with it the chain and the market's seals. */
export const isWhole = (row: Pick<rows.SubscriberRow, 'types' | 'masked'>): boolean =>
  row.types.length === 0 && row.masked.length === 0

/** What generic webhook receivers take (Standard Webhooks 1.0), and what a platform of this product does. */
const batchBytes = { webhook: 20_000, platform: 1_000_000 }

export const subscriberView = (
  row: rows.SubscriberRow & { deadLetters: number },
  lastSequence: number,
): FeedSubscriber => ({
  subscriberId: row.subscriberId,
  name: row.name,
  url: row.url,
  platformLinkId: row.platformLinkId,
  profile: row.profile as FeedSubscriber['profile'],
  types: row.types,
  masked: row.masked,
  whole: isWhole(row),
  state: row.state,
  cursor: row.cursor,
  lag: Math.max(0, lastSequence - row.cursor),
  attempts: row.attempts,
  nextAttemptAt: row.state === 'active' && row.attempts > 0 ? row.nextAttemptAt.toISOString() : null,
  lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
  lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
  lastStatus: row.lastStatus,
  lastProblem: row.lastProblem,
  deadLetters: row.deadLetters,
  previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
})

const lastSequenceOf = async (tx: Tx, marketId: string): Promise<number> =>
  (await store.findHead(tx, marketId))?.sequence ?? 0

export const listSubscribers = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const lastSequence = await lastSequenceOf(tx, marketOf(ctx))
    const items = await rows.listSubscribers(tx, marketOf(ctx))
    return {
      items: items.map((row) => subscriberView(row, lastSequence)),
      lastSequence,
      asOf: ctx.now.toISOString(),
    }
  })

/** Throws subscriber.bad_address, subscriber.ahead, platform_link.not_found. The secret is shown this once. */
export const createSubscriber = async (ctx: Ctx, input: Body<'createSubscriber'>) => {
  const problem = addressProblem(input.url, feedSettingsOf(ctx.deps).allowPrivate)
  if (problem !== undefined) throw new AppError('subscriber.bad_address', { problem, field: 'url' })
  return withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const last = await lastSequenceOf(tx, marketId)
    if (input.after > last) throw new AppError('subscriber.ahead', { after: input.after, last })
    const platformLinkId = input.platformLinkId ?? null
    if (platformLinkId !== null && (await store.lockLink(tx, marketId, { platformLinkId })) === undefined)
      throw new AppError('platform_link.not_found')
    const symmetric = signerOf(input.profile).algorithm === 'HMAC'
    const secret = symmetric ? (input.secret ?? newSecret(ctx)) : null
    const row: rows.SubscriberRow = {
      marketId,
      subscriberId: newId(ctx, 'subscriber'),
      name: input.name,
      url: input.url,
      platformLinkId,
      profile: input.profile,
      types: input.types,
      masked: input.masked,
      maxBatchBytes: input.maxBatchBytes ?? (platformLinkId === null ? batchBytes.webhook : batchBytes.platform),
      state: 'active',
      secretEncrypted: secret === null ? null : ctx.deps.cipher.encrypt(secret, secretCipherContext),
      previousSecretEncrypted: null,
      previousSecretUntil: null,
      cursor: input.after,
      headsThrough: null,
      announcedKeyId: null,
      batchSize: 100,
      attempts: 0,
      nextAttemptAt: ctx.now,
      leasedUntil: null,
      lastAttemptAt: null,
      lastSuccessAt: null,
      lastStatus: null,
      lastProblem: null,
      createdAt: ctx.now,
      removedAt: null,
    }
    await rows.insertSubscriber(tx, row)
    // The receiver needs the public key before the first message.
    const { algorithm } = signerOf(row.profile)
    if (algorithm !== 'HMAC') await signingKeys(ctx, tx, algorithm)
    await note(ctx, tx, row, 'subscriber.create', `登记推送对象「${row.name}」（${new URL(row.url).host}）`)
    const { subscriberId, profile, types, masked } = row
    await appendEvent(ctx, tx, 'subscriber.created', { subscriberId, profile, types, masked })
    return { subscriber: subscriberView({ ...row, deadLetters: 0 }, last), secret }
  })
}

const note = async (
  ctx: Ctx,
  tx: Tx,
  row: Pick<rows.SubscriberRow, 'subscriberId'>,
  action: string,
  summary: string,
): Promise<void> =>
  appendAudit(ctx, tx, { action, subjectKind: 'feed_subscriber', subjectId: row.subscriberId, summary })

const lock = async (ctx: Ctx, tx: Tx, subscriberId: string): Promise<rows.SubscriberRow> => {
  const row = await rows.lockSubscriber(tx, marketOf(ctx), subscriberId)
  if (row === undefined) throw new AppError('subscriber.not_found')
  return row
}

const viewAfter = async (ctx: Ctx, tx: Tx, subscriberId: string): Promise<FeedSubscriber> => {
  const row = (await rows.listSubscribers(tx, marketOf(ctx))).find((one) => one.subscriberId === subscriberId)
  if (row === undefined) throw new AppError('subscriber.not_found')
  return subscriberView(row, await lastSequenceOf(tx, marketOf(ctx)))
}

/** Throws subscriber.not_found. */
export const updateSubscriber = async (ctx: Ctx, subscriberId: string, { state }: Body<'updateSubscriber'>) =>
  withTransaction(ctx, async (tx) => {
    const row = await lock(ctx, tx, subscriberId)
    await rows.updateSubscriber(tx, marketOf(ctx), subscriberId, { state, attempts: 0, nextAttemptAt: ctx.now })
    const words = state === 'paused' ? '暂停' : '恢复'
    await note(ctx, tx, row, 'subscriber.update', `${words}向「${row.name}」推送`)
    await appendEvent(ctx, tx, 'subscriber.changed', { subscriberId, state })
    return viewAfter(ctx, tx, subscriberId)
  })

/** Throws subscriber.not_found. */
export const removeSubscriber = async (ctx: Ctx, subscriberId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const row = await lock(ctx, tx, subscriberId)
    await rows.updateSubscriber(tx, marketOf(ctx), subscriberId, { removedAt: ctx.now })
    await note(ctx, tx, row, 'subscriber.remove', `删除推送对象「${row.name}」`)
    await appendEvent(ctx, tx, 'subscriber.removed', { subscriberId })
  })

/** Both secrets sign until the overlap ends. Throws subscriber.not_found, subscriber.no_secret. */
export const rotateSubscriberSecret = async (ctx: Ctx, subscriberId: string, input: Body<'rotateSubscriberSecret'>) =>
  withTransaction(ctx, async (tx) => {
    const row = await lock(ctx, tx, subscriberId)
    if (row.secretEncrypted === null) throw new AppError('subscriber.no_secret')
    const secret = input.secret ?? newSecret(ctx)
    const until = new Date(ctx.now.getTime() + input.overlapHours * 3_600_000)
    await rows.updateSubscriber(tx, marketOf(ctx), subscriberId, {
      secretEncrypted: ctx.deps.cipher.encrypt(secret, secretCipherContext),
      previousSecretEncrypted: row.secretEncrypted,
      previousSecretUntil: until,
    })
    const { overlapHours } = input
    await note(
      ctx,
      tx,
      row,
      'subscriber.rotate_secret',
      `更换「${row.name}」的推送密钥，旧密钥再用 ${overlapHours} 小时`,
    )
    await appendEvent(ctx, tx, 'subscriber.secret_rotated', { subscriberId, overlapHours })
    return { secret, previousValidUntil: until.toISOString() }
  })

/** Sends everything after a sequence again. Throws subscriber.not_found, subscriber.ahead. */
export const replayFeed = async (ctx: Ctx, subscriberId: string, { after }: { after: number }) =>
  withTransaction(ctx, async (tx) => {
    const row = await lock(ctx, tx, subscriberId)
    const last = await lastSequenceOf(tx, marketOf(ctx))
    if (after > last) throw new AppError('subscriber.ahead', { after, last })
    await rows.updateSubscriber(tx, marketOf(ctx), subscriberId, {
      cursor: after,
      attempts: 0,
      nextAttemptAt: ctx.now,
    })
    await note(ctx, tx, row, 'subscriber.replay', `从第 ${after} 条之后重新推送给「${row.name}」`)
    await appendEvent(ctx, tx, 'subscriber.rewound', { subscriberId, after })
    return viewAfter(ctx, tx, subscriberId)
  })
