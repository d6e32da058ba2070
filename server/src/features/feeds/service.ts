import { acknowledgedWithinHours, type platformLevels } from '@smart-market/shared/contracts/feeds.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { announceChange, appendEvent } from '../../feed/outbox.ts'
import { genesisHash } from '../../feed/chain.ts'
import { isGenuine, type SignedReceipt } from '../../feed/statements.ts'
import { createKey, revokeKey } from '../identity/index.ts'
import * as store from './store.ts'
import { hashAt } from './subscriber-store.ts'

type Level = (typeof platformLevels)[number]

/** Events after a sequence, in order and without gaps; `head` is the hash of the last event of the whole feed. */
export const listFeedEvents = async (ctx: Ctx, query: { after: number; limit: number }) =>
  withTransaction(ctx, async (tx) => {
    const head = await store.findHead(tx, marketOf(ctx))
    const lastSequence = head?.sequence ?? 0
    const events = await store.listEvents(tx, marketOf(ctx), query.after, lastSequence, query.limit)
    return {
      events: events.map((event) => ({ ...event, occurredAt: event.occurredAt.toISOString() })),
      lastSequence,
      head: head?.hash ?? genesisHash,
    }
  })

/**
 * The platform that owns the key has taken everything up to `sequence`. An older sequence changes only the time of
 * the last sign of life. Throws platform_link.not_found for a key of no platform, feed.ahead.
 */
export const acknowledgeFeed = async (ctx: Ctx, input: { sequence: number }) =>
  withTransaction(ctx, async (tx) => {
    if (ctx.actor.kind !== 'key') throw new AppError('platform_link.not_found')
    const link = await store.lockLink(tx, marketOf(ctx), { apiKeyId: ctx.actor.apiKeyId })
    if (link === undefined) throw new AppError('platform_link.not_found')
    const last = (await store.findHead(tx, marketOf(ctx)))?.sequence ?? 0
    if (input.sequence > last) throw new AppError('feed.ahead', { sequence: input.sequence, last })
    return viewOf(ctx, tx, await confirm(ctx, tx, link, input.sequence), last)
  })

/** A push that the platform behind the link has taken, up to `sequence` of `last`; nothing when the link is gone. */
export const confirmReceipt = async (
  ctx: Ctx,
  tx: Tx,
  platformLinkId: string,
  sequence: number,
  last: number,
): Promise<void> => {
  const link = await store.lockLink(tx, marketOf(ctx), { platformLinkId })
  if (link !== undefined) await confirm(ctx, tx, link, Math.min(sequence, last))
}

/**
 * A receipt of a platform that has the feed through another one. It counts only under the key that the operator has
 * entered for that platform, for the very chain of this market, and when it says something newer: whoever carried it need
 * not be believed.
 */
export const confirmForwarded = async (ctx: Ctx, tx: Tx, receipt: SignedReceipt): Promise<void> => {
  const marketId = marketOf(ctx)
  const signedAt = new Date(receipt.signedAt)
  const link = (await store.listLinks(tx, marketId)).find(
    (one) => one.receiptKey !== null && isGenuine(receipt, one.receiptKey),
  )
  if (link === undefined || receipt.marketId !== marketId) return
  if (link.lastAcknowledgedAt !== null && signedAt <= link.lastAcknowledgedAt) return
  const hash = receipt.sequence === 0 ? genesisHash : await hashAt(tx, marketId, receipt.sequence)
  if (hash !== receipt.hash) return
  const locked = await store.lockLink(tx, marketId, { platformLinkId: link.platformLinkId })
  if (locked !== undefined) await confirm(ctx, tx, locked, receipt.sequence, signedAt < ctx.now ? signedAt : ctx.now)
}

const confirm = async (
  ctx: Ctx,
  tx: Tx,
  link: store.LinkRow,
  sequence: number,
  lastAcknowledgedAt = ctx.now,
): Promise<store.LinkRow> => {
  const acknowledgedSequence = Math.max(link.acknowledgedSequence, sequence)
  const change = { acknowledgedSequence, lastAcknowledgedAt }
  await store.updateLink(tx, marketOf(ctx), link.platformLinkId, change)
  await announceChange(ctx, tx)
  if (acknowledgedSequence > link.acknowledgedSequence) {
    await appendAudit(ctx, tx, {
      action: 'feed.acknowledge',
      subjectKind: 'platform_link',
      subjectId: link.platformLinkId,
      summary: `「${link.name}」确认收到第 ${acknowledgedSequence} 条`,
    })
  }
  return { ...link, ...change }
}

const agreedMs = acknowledgedWithinHours * 3_600_000

/** `times` says when the records came about; what a link waits for is the one after the last that it has confirmed. */
const toLink = (row: store.LinkRow, lastSequence: number, times: ReadonlyMap<number, Date>, now: Date) => ({
  platformLinkId: row.platformLinkId,
  level: row.level,
  name: row.name,
  connected: row.lastAcknowledgedAt !== null && now.getTime() - row.lastAcknowledgedAt.getTime() < agreedMs,
  acknowledgedSequence: row.acknowledgedSequence,
  lastAcknowledgedAt: row.lastAcknowledgedAt?.toISOString() ?? null,
  lag: lastSequence - row.acknowledgedSequence,
  waitingSince: times.get(row.acknowledgedSequence + 1)?.toISOString() ?? null,
  receiptKey: row.receiptKey,
})

const viewOf = async (ctx: Ctx, tx: Tx, row: store.LinkRow, lastSequence: number) => {
  const times = await store.occurredAt(tx, marketOf(ctx), [row.acknowledgedSequence + 1])
  return toLink(row, lastSequence, times, ctx.now)
}

export const listPlatformLinks = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const lastSequence = (await store.findHead(tx, marketOf(ctx)))?.sequence ?? 0
    const rows = await store.listLinks(tx, marketOf(ctx))
    const next = rows.map(({ acknowledgedSequence }) => acknowledgedSequence + 1)
    const times = await store.occurredAt(tx, marketOf(ctx), next)
    return {
      items: rows.map((row) => toLink(row, lastSequence, times, ctx.now)),
      lastSequence,
      asOf: ctx.now.toISOString(),
    }
  })

/** Registers a platform and makes the key it reads with; the secret is shown this once. */
export const createPlatformLink = async (
  ctx: Ctx,
  { receiptKey = null, ...input }: { level: Level; name: string; receiptKey?: string | null | undefined },
) =>
  withTransaction(ctx, async (tx) => {
    const platformLinkId = newId(ctx, 'platformLink')
    const { apiKeyId, secret } = await createKey(ctx, tx, { name: `平台 ${input.name}`, scopes: ['feed:read'] })
    const row = {
      marketId: marketOf(ctx),
      platformLinkId,
      ...input,
      apiKeyId,
      receiptKey,
      acknowledgedSequence: 0,
      lastAcknowledgedAt: null,
      createdAt: ctx.now,
      removedAt: null,
    }
    await store.insertLink(tx, row)
    await appendAudit(ctx, tx, {
      action: 'platform_link.create',
      subjectKind: 'platform_link',
      subjectId: platformLinkId,
      summary: `登记${labels.platformLevel[input.level]}「${input.name}」，生成读取密钥`,
      details: { apiKeyId },
    })
    await appendEvent(ctx, tx, 'platform_link.created', { platformLinkId, level: input.level })
    const lastSequence = (await store.findHead(tx, marketOf(ctx)))?.sequence ?? 0
    return { secret, link: await viewOf(ctx, tx, row, lastSequence) }
  })

/** Ends the link and its key. Throws platform_link.not_found. */
export const removePlatformLink = async (ctx: Ctx, platformLinkId: string): Promise<void> =>
  withTransaction(ctx, async (tx) => {
    const link = await store.lockLink(tx, marketOf(ctx), { platformLinkId })
    if (link === undefined) throw new AppError('platform_link.not_found')
    await store.updateLink(tx, marketOf(ctx), platformLinkId, { removedAt: ctx.now })
    await revokeKey(ctx, tx, { apiKeyId: link.apiKeyId })
    await appendAudit(ctx, tx, {
      action: 'platform_link.remove',
      subjectKind: 'platform_link',
      subjectId: platformLinkId,
      summary: `断开平台「${link.name}」，密钥失效`,
    })
    await appendEvent(ctx, tx, 'platform_link.removed', { platformLinkId, level: link.level })
  })

export interface PlatformState {
  readonly platformLinkId: string
  readonly level: Level
  readonly name: string
  readonly connected: boolean
  readonly lastAcknowledgedAt: Date | null
}

/**
 * Platforms registered at `asOf`. Only the newest acknowledgement is kept, so for a moment before it the time is
 * unknown and null, and the link does not count as connected.
 */
export const listPlatformStates = async (tx: Tx, marketId: string, asOf: Date): Promise<PlatformState[]> => {
  const rows = await store.listLinksAt(tx, marketId, asOf)
  return rows.map(({ platformLinkId, level, name, lastAcknowledgedAt }) => {
    const heard = lastAcknowledgedAt !== null && lastAcknowledgedAt <= asOf
    return { platformLinkId, level, name, connected: heard, lastAcknowledgedAt: heard ? lastAcknowledgedAt : null }
  })
}
