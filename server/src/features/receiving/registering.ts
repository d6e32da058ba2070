/** Markets that report to this platform: registration, keys, inbox secrets. Every verb leaves an audit row and an event. */
import type { receivingRoutes } from '@smart-market/shared/contracts/receiving.ts'
import type { HandlerInput } from '@smart-market/shared/route.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Tx, withSystemTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { genesisHash } from '../../feed/chain.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import { districtsOf, keyView, marketFor, marketView } from './reading.ts'
import * as store from './store.ts'

type Body<K extends keyof typeof receivingRoutes> = HandlerInput<(typeof receivingRoutes)[K]>['body']

export const inboxCipherContext = 'received_markets.inbox_secret'
/** Standard Webhooks: 24 to 64 random bytes behind `whsec_`. */
const newSecret = (ctx: Ctx): string => `whsec_${Buffer.from(ctx.deps.random(32)).toString('base64')}`
const encrypted = (ctx: Ctx, secret: string): string => ctx.deps.cipher.encrypt(secret, inboxCipherContext)

export const inboxUrl = (ctx: Pick<Ctx, 'deps'>, marketId: string): string =>
  `${feedSettingsOf(ctx.deps).publicUrl}/feeds/v1/inbox/${marketId}`

const inMarket = (ctx: Ctx, marketId: string): Ctx => ({ ...ctx, marketId })

/**
 * A market that was removed comes back with its old place in the chain. Throws receiving.not_a_platform,
 * market.other_district, receiving.already_registered.
 */
export const registerReceivedMarket = async (ctx: Ctx, input: Body<'registerReceivedMarket'>) => {
  if (feedSettingsOf(ctx.deps).platform === null) throw new AppError('receiving.not_a_platform')
  const districts = districtsOf(ctx)
  if (districts !== null && !districts.includes(input.districtCode))
    throw new AppError('market.other_district', { districtCode: districts.join('、'), field: 'districtCode' })
  const { marketId } = input
  return withSystemTransaction(ctx.deps, async (tx) => {
    const known = await store.lockMarket(tx, marketId)
    if (known !== undefined && known.state !== 'removed') throw new AppError('receiving.already_registered')
    const secret = newSecret(ctx)
    const profile = {
      code: input.code,
      name: input.name,
      districtCode: input.districtCode,
      districtName: input.districtName,
      longitude: input.longitude ?? null,
      latitude: input.latitude ?? null,
      state: 'active' as const,
      inboxSecretEncrypted: encrypted(ctx, secret),
      previousInboxSecretEncrypted: null,
      previousInboxSecretUntil: null,
      registeredAt: ctx.now,
      removedAt: null,
    }
    if (known === undefined)
      await store.insertMarket(tx, {
        marketId,
        ...profile,
        acknowledgedSequence: 0,
        headHash: genesisHash,
        claimedSequence: 0,
      })
    else await store.updateMarket(tx, marketId, profile)
    for (const key of input.keys) await addKey(ctx, tx, marketId, key)
    await appendAudit(inMarket(ctx, marketId), tx, {
      action: 'receiving.register_market',
      subjectKind: 'received_market',
      subjectId: marketId,
      summary: `登记上报市场「${input.name}」，公钥 ${input.keys.length} 个`,
    })
    await appendEvent(inMarket(ctx, marketId), tx, 'receiving.market_registered', {
      code: input.code,
      name: input.name,
    })
    const row = await marketFor(ctx, tx, marketId)
    return { market: marketView(row), inboxUrl: inboxUrl(ctx, marketId), secret }
  })
}

const addKey = async (ctx: Ctx, tx: Tx, marketId: string, key: Body<'addReceivedKey'>): Promise<store.KeyRow> => {
  const row = { marketId, ...key, endorsement: null, createdAt: ctx.now, retiredAt: null }
  const known = (await store.listKeys(tx, marketId)).find((one) => one.keyId === key.keyId)
  if (known === undefined) await store.insertKey(tx, row)
  else if (known.publicKey !== key.publicKey) throw new AppError('receiving.key_taken', { keyId: key.keyId })
  return known ?? row
}

/** Throws receiving.market_not_found, receiving.key_taken. */
export const addReceivedKey = async (ctx: Ctx, marketId: string, input: Body<'addReceivedKey'>) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = await marketFor(ctx, tx, marketId)
    const row = await addKey(ctx, tx, marketId, input)
    await note(ctx, tx, marketId, 'receiving.add_key', `登记「${market.name}」的公钥 ${input.keyId}`)
    await appendEvent(inMarket(ctx, marketId), tx, 'receiving.key_changed', { keyId: input.keyId, retired: false })
    return keyView(row)
  })

/** Throws receiving.market_not_found, receiving.key_not_found. */
export const retireReceivedKey = async (ctx: Ctx, marketId: string, keyId: string): Promise<void> =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = await marketFor(ctx, tx, marketId)
    if (!(await store.retireKey(tx, marketId, keyId, ctx.now))) throw new AppError('receiving.key_not_found')
    await note(ctx, tx, marketId, 'receiving.retire_key', `停用「${market.name}」的公钥 ${keyId}`)
    await appendEvent(inMarket(ctx, marketId), tx, 'receiving.key_changed', { keyId, retired: true })
  })

/** Throws receiving.market_not_found. */
export const rotateInboxSecret = async (ctx: Ctx, marketId: string, { overlapHours }: { overlapHours: number }) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = await marketFor(ctx, tx, marketId)
    const secret = newSecret(ctx)
    const until = new Date(ctx.now.getTime() + overlapHours * 3_600_000)
    await store.updateMarket(tx, marketId, {
      inboxSecretEncrypted: encrypted(ctx, secret),
      previousInboxSecretEncrypted: market.inboxSecretEncrypted,
      previousInboxSecretUntil: until,
    })
    await note(
      ctx,
      tx,
      marketId,
      'receiving.rotate_secret',
      `更换「${market.name}」的收件密钥，旧密钥再用 ${overlapHours} 小时`,
    )
    await appendEvent(inMarket(ctx, marketId), tx, 'receiving.secret_rotated', { overlapHours })
    return { secret, previousValidUntil: until.toISOString() }
  })

/** Throws receiving.market_not_found. */
export const removeReceivedMarket = async (ctx: Ctx, marketId: string): Promise<void> =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const market = await marketFor(ctx, tx, marketId)
    await store.updateMarket(tx, marketId, { state: 'removed', removedAt: ctx.now })
    await note(ctx, tx, marketId, 'receiving.remove_market', `停止接收「${market.name}」，收到的数据保留`)
    await appendEvent(inMarket(ctx, marketId), tx, 'receiving.market_removed', { code: market.code })
  })

const note = async (ctx: Ctx, tx: Tx, marketId: string, action: string, summary: string): Promise<void> =>
  appendAudit(inMarket(ctx, marketId), tx, { action, subjectKind: 'received_market', subjectId: marketId, summary })
