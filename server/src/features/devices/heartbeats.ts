import type { ScreenField } from '@smart-market/shared/contracts/devices.ts'
import { type Ctx, marketOf, type Tx, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { announceChange } from '../../feed/outbox.ts'
import { aliveWithinSeconds, findIdentityField } from './domain.ts'
import * as store from './store.ts'

interface Heartbeat {
  readonly deviceCode: string
  readonly measuredMbps?: number | undefined
  readonly shows?: readonly ScreenField[] | undefined
}

/**
 * A key bound to a device speaks for that device alone; any other key for every device of its market. Throws
 * device.key_bound naming the first code that is not its own.
 */
export const requireSpeaksFor = async (ctx: Ctx, tx: Tx, codes: Iterable<string>): Promise<void> => {
  if (ctx.actor.kind !== 'key' || ctx.actor.deviceId === null) return
  const own = await store.findDevice(tx, marketOf(ctx), ctx.actor.deviceId)
  for (const code of codes) {
    if (code !== own?.code) throw new AppError('device.key_bound', { code, own: own?.code ?? '' })
  }
}

/**
 * Takes up to 1,000 heartbeats at server time. Devices that are not registered are named in the answer; the rest
 * counts. Throws reading.face_refused (nothing is stored), device.key_bound.
 */
export const recordHeartbeats = async (ctx: Ctx, input: { heartbeats: readonly Heartbeat[] }) => {
  const field = findIdentityField(input)
  if (field !== undefined) throw new AppError('reading.face_refused', { field })
  const byCode = new Map<string, Omit<store.Said, 'deviceId'>>()
  for (const beat of input.heartbeats) {
    const before = byCode.get(beat.deviceCode)
    byCode.set(beat.deviceCode, {
      mbps: beat.measuredMbps ?? before?.mbps ?? null,
      shows: beat.shows ?? before?.shows ?? null,
    })
  }
  return withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    await requireSpeaksFor(ctx, tx, byCode.keys())
    const known = await store.lockDevicesByCode(tx, marketId, [...byCode.keys()])
    const said = known.map(({ deviceId, code }) => ({ mbps: null, shows: null, ...byCode.get(code), deviceId }))
    if (said.length > 0) {
      await store.writeHeartbeats(tx, marketId, said, ctx.now, aliveWithinSeconds)
      await announceChange(ctx, tx)
    }
    const registered = new Set(known.map((device) => device.code))
    return {
      accepted: said.length,
      unknownDevices: [...byCode.keys()].filter((code) => !registered.has(code)),
      receivedAt: ctx.now.toISOString(),
    }
  })
}
