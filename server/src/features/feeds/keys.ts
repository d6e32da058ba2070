/** The market's signing keys: the one in use, its successor with overlap, and what it signs about the feed. */
import { and, asc, eq, gt, isNull, or } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, type Tx, withSystemTransaction, withTransaction } from '../../context.ts'
import { feedKeys } from '../../db/schema/feed.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { webhookPublicKey } from '../../feed/signers/ed25519.ts'
import { newSm2Key } from '../../feed/signers/sm2.ts'
import type { SigningKey } from '../../feed/signers/signer.ts'
import { newSigningKey, type SignedKey, type SignedSeal, signStatement } from '../../feed/statements.ts'
import { findMarketByCode } from '../markets/index.ts'

type KeyRow = typeof feedKeys.$inferSelect
export type MarketKeyAlgorithm = KeyRow['algorithm']

const cipherContext = 'feed_keys.private_key'

/** Throws market.not_found. */
export const listFeedKeys = async (ctx: Ctx, marketCode: string) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = await findMarketByCode(tx, marketCode)
    if (market === undefined) throw new AppError('market.not_found')
    const rows = await tx
      .select()
      .from(feedKeys)
      .where(eq(feedKeys.marketId, market.marketId))
      .orderBy(asc(feedKeys.createdAt), asc(feedKeys.keyId))
    return {
      marketId: market.marketId,
      items: rows.map((row) => ({
        keyId: row.keyId,
        algorithm: row.algorithm,
        publicKey: row.publicKey,
        webhookKey: row.algorithm === 'Ed25519' ? webhookPublicKey(row.publicKey) : null,
        createdAt: row.createdAt.toISOString(),
        retiredAt: row.retiredAt?.toISOString() ?? null,
      })),
    }
  })

/** Keys that may sign now, newest first. */
const usableKeys = async (ctx: Ctx, tx: Tx, algorithm: MarketKeyAlgorithm): Promise<KeyRow[]> => {
  const rows = await tx
    .select()
    .from(feedKeys)
    .where(
      and(
        eq(feedKeys.marketId, marketOf(ctx)),
        eq(feedKeys.algorithm, algorithm),
        or(isNull(feedKeys.retiredAt), gt(feedKeys.retiredAt, ctx.now)),
      ),
    )
    .orderBy(asc(feedKeys.createdAt), asc(feedKeys.keyId))
  return rows.reverse()
}

const makeKey = async (
  ctx: Ctx,
  tx: Tx,
  algorithm: MarketKeyAlgorithm,
  endorse?: (made: { keyId: string; publicKey: string }) => SignedKey,
): Promise<KeyRow> => {
  const { publicKey, privateKey } = algorithm === 'SM2' ? newSm2Key() : newSigningKey()
  const keyId = newId(ctx, 'feedKey')
  const row = {
    marketId: marketOf(ctx),
    keyId,
    algorithm,
    publicKey,
    privateKeyEncrypted: ctx.deps.cipher.encrypt(privateKey, cipherContext),
    createdAt: ctx.now,
    retiredAt: null,
    endorsement: endorse?.({ keyId, publicKey }) ?? null,
  }
  await tx.insert(feedKeys).values(row)
  return row
}

const opened = (ctx: Ctx, row: KeyRow): SigningKey => ({
  keyId: row.keyId,
  secret: ctx.deps.cipher.decrypt(row.privateKeyEncrypted, cipherContext),
})

/**
 * Keys to sign with, newest first: one, or two while an old and a new one overlap. A market gets its first key of an
 * algorithm when it first signs with it.
 */
export const signingKeys = async (
  ctx: Ctx,
  tx: Tx,
  algorithm: MarketKeyAlgorithm,
): Promise<[SigningKey, ...SigningKey[]]> => {
  const [newest, ...older] = await usableKeys(ctx, tx, algorithm)
  return newest === undefined
    ? [opened(ctx, await makeKey(ctx, tx, algorithm))]
    : [opened(ctx, newest), ...older.map((row) => opened(ctx, row))]
}

/** What the keys before vouch for, oldest first: for a receiver who knows only an earlier key. */
export const endorsements = async (tx: Tx, marketId: string): Promise<SignedKey[]> => {
  const rows = await tx
    .select({ endorsement: feedKeys.endorsement })
    .from(feedKeys)
    .where(and(eq(feedKeys.marketId, marketId), eq(feedKeys.algorithm, 'Ed25519')))
    .orderBy(asc(feedKeys.createdAt), asc(feedKeys.keyId))
  return rows.flatMap((row) => (row.endorsement === null ? [] : [row.endorsement]))
}

/**
 * Makes the next key; the one in use vouches for it and goes on signing for `overlapHours`, so that receivers learn of it
 * before they need it. Throws feed.key_overlap while an earlier change is still under way.
 */
export const rotateFeedKey = async (ctx: Ctx, { overlapHours }: { overlapHours: number }) =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const [current, ...others] = await usableKeys(ctx, tx, 'Ed25519')
    if (others.length > 0) throw new AppError('feed.key_overlap', { until: others[0]?.retiredAt?.toISOString() ?? '' })
    const retiresAt = new Date(ctx.now.getTime() + overlapHours * 3_600_000)
    const previous = current ?? (await makeKey(ctx, tx, 'Ed25519'))
    const made = await makeKey(ctx, tx, 'Ed25519', ({ keyId, publicKey }) =>
      signStatement(
        {
          marketId,
          keyId: previous.keyId,
          newKeyId: keyId,
          algorithm: 'Ed25519' as const,
          publicKey,
          signedAt: ctx.now.toISOString(),
          previousRetiresAt: retiresAt.toISOString(),
        },
        opened(ctx, previous).secret,
      ),
    )
    await tx
      .update(feedKeys)
      .set({ retiredAt: retiresAt })
      .where(and(eq(feedKeys.marketId, marketId), eq(feedKeys.keyId, previous.keyId)))
    await appendAudit(ctx, tx, {
      action: 'feed.rotate_key',
      subjectKind: 'feed_key',
      subjectId: made.keyId,
      summary: `更换签名密钥，旧密钥 ${previous.keyId} 再用 ${overlapHours} 小时`,
    })
    await appendEvent(ctx, tx, 'feed_key.rotated', { keyId: made.keyId, previousKeyId: previous.keyId })
    return { keyId: made.keyId, publicKey: made.publicKey, previousValidUntil: retiresAt.toISOString() }
  })

/** The market's word for everything up to `sequence`. */
export const sealStretch = (
  ctx: Ctx,
  key: SigningKey,
  stretch: { sequence: number; hash: string; lastSequence: number },
): SignedSeal =>
  signStatement({ marketId: marketOf(ctx), keyId: key.keyId, ...stretch, signedAt: ctx.now.toISOString() }, key.secret)
