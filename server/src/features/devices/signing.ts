/** Keys with which scales and tills sign what they push. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { appendAudit } from '../../audit.ts'
import { type Ctx, type Deps, marketOf, withTransaction } from '../../context.ts'
import { deviceSigningKeys } from '../../db/schema/devices.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { canSell } from './domain.ts'
import * as store from './store.ts'

const secretContext = 'device_signing_keys.secret'

/** A new key, which ends the old one; the secret is shown this once. Throws device.not_found, device.cannot_sell. */
export const issueSigningKey = async (ctx: Ctx, deviceId: string): Promise<{ secret: string }> =>
  withTransaction(ctx, async (tx) => {
    const device = await store.findDevice(tx, marketOf(ctx), deviceId)
    if (device === undefined) throw new AppError('device.not_found')
    if (!canSell(device.kind))
      throw new AppError('device.cannot_sell', { code: device.code, kind: labels.deviceKind[device.kind] })
    const secret = Buffer.from(ctx.deps.random(32)).toString('base64url')
    const key = { secretEncrypted: ctx.deps.cipher.encrypt(secret, secretContext), issuedAt: ctx.now }
    await tx
      .insert(deviceSigningKeys)
      .values({ marketId: marketOf(ctx), deviceId, ...key })
      .onConflictDoUpdate({ target: [deviceSigningKeys.marketId, deviceSigningKeys.deviceId], set: key })
    await appendAudit(ctx, tx, {
      action: 'device.issue_signing_key',
      subjectKind: 'device',
      subjectId: deviceId,
      summary: `给设备「${device.code}」发新的签名密钥，旧的失效`,
    })
    await appendEvent(ctx, tx, 'device.updated', { deviceId, changed: ['signingKey'] })
    return { secret }
  })

export interface SigningDevice {
  readonly deviceId: string
  readonly code: string
  readonly secret: string
}

interface FoundKey {
  readonly code: string
  readonly secretEncrypted: string
}
const findKeys =
  'select key, found from find_device_signing_keys(array(select jsonb_array_elements_text($1::text::jsonb)))'

/** A device in use and its signing secret; undefined when there is none. Asked before anybody is let in. */
export const findSigningDevice = async (
  deps: Deps,
  marketId: string,
  deviceId: string,
): Promise<SigningDevice | undefined> => {
  const found = await deps.database.lookup<FoundKey>(findKeys, `${marketId} ${deviceId}`)
  return found === undefined
    ? undefined
    : { deviceId, code: found.code, secret: deps.cipher.decrypt(found.secretEncrypted, secretContext) }
}

/** The device of a push: who it is and where it stands. Throws device.cannot_sell. */
export const getSellingDevice = async (ctx: Ctx, tx: Parameters<typeof store.findDevice>[0]) => {
  const device = ctx.actor.kind === 'device' ? await store.findDevice(tx, marketOf(ctx), ctx.actor.deviceId) : undefined
  if (device === undefined) throw new AppError('device.not_found')
  if (!canSell(device.kind))
    throw new AppError('device.cannot_sell', { code: device.code, kind: labels.deviceKind[device.kind] })
  return { deviceId: device.deviceId, code: device.code, kind: device.kind, stallId: device.stallId }
}
