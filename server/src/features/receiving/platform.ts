/** This platform itself: its level and name, and the key under which a district passes its markets on. */
import { and, asc, eq, isNull } from 'drizzle-orm'
import { type Deps, systemCtx, newId, withSystemTransaction } from '../../context.ts'
import { feedKeys } from '../../db/schema/feed.ts'
import { feedSettingsOf, platformTenant } from '../../feed/settings.ts'
import { newSigningKey, type SignedReceipt, signStatement } from '../../feed/statements.ts'

const cipherContext = 'feed_keys.private_key'

/** The platform's signing key; the first caller makes it. Several servers of one platform share it by the database. */
export const platformKey = async (deps: Deps): Promise<{ keyId: string; publicKey: string; privateKey: string }> =>
  withSystemTransaction(deps, async (tx) => {
    const [known] = await tx
      .select()
      .from(feedKeys)
      .where(and(eq(feedKeys.marketId, platformTenant), isNull(feedKeys.retiredAt)))
      .orderBy(asc(feedKeys.createdAt), asc(feedKeys.keyId))
      .limit(1)
    if (known !== undefined)
      return {
        keyId: known.keyId,
        publicKey: known.publicKey,
        privateKey: deps.cipher.decrypt(known.privateKeyEncrypted, cipherContext),
      }
    const ctx = systemCtx(deps, 'platform', null)
    const made = { keyId: newId(ctx, 'feedKey'), ...newSigningKey() }
    await tx.insert(feedKeys).values({
      marketId: platformTenant,
      keyId: made.keyId,
      publicKey: made.publicKey,
      privateKeyEncrypted: deps.cipher.encrypt(made.privateKey, cipherContext),
      createdAt: ctx.now,
    })
    return made
  })

/** This platform's word for how far it has a market's feed. */
export const signReceipt = async (
  deps: Deps,
  marketId: string,
  held: { acknowledgedSequence: number; head: string },
): Promise<SignedReceipt> => {
  const { keyId, privateKey } = await platformKey(deps)
  const { acknowledgedSequence: sequence, head: hash } = held
  return signStatement({ marketId, keyId, sequence, hash, signedAt: deps.clock().toISOString() }, privateKey)
}

export const getPlatform = async (deps: Deps) => {
  const { platform } = feedSettingsOf(deps)
  if (platform === null) return { level: null, name: '', keys: [] }
  const { keyId, publicKey } = await platformKey(deps)
  return { ...platform, keys: [{ keyId, algorithm: 'Ed25519' as const, publicKey }] }
}
