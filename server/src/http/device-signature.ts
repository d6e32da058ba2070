/**
 * Lets in a device that signed its request. `x-device-time` is the device's clock in Unix seconds, and
 * `x-device-signature` is `v1=` and the hexadecimal HMAC-SHA256, under the device's secret, of time, dot, path, dot,
 * body. A repeated request does no harm (sales are unique by device and sequence), so no nonce is kept.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { Actor, Deps } from '../context.ts'
import { AppError } from '../errors.ts'
import { findSigningDevice } from '../features/devices/index.ts'

/** Cheap clocks run ahead and behind; an older request is an old one, sent again by somebody. The product's choice. */
const clockLimitSeconds = 300

/** `v1=` and the signature of a request, as the device computes it. */
export const signRequest = (secret: string, time: string, path: string, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${time}.${path}.${body}`).digest('hex')}`

/** Throws session.required without a signature, device.signature_wrong, device.clock_off. */
export const authenticateDevice = async (
  deps: Deps,
  c: Context,
  params: Readonly<Record<string, string>>,
  now: Date,
): Promise<Extract<Actor, { kind: 'device' }>> => {
  const time = c.req.header('x-device-time')
  const signature = c.req.header('x-device-signature')
  if (time === undefined || signature === undefined) throw new AppError('session.required')
  const { marketId = '', deviceId = '' } = params
  const device = await findSigningDevice(deps, marketId, deviceId)
  // An unknown device and a wrong signature answer alike: who asks learns nothing of what is registered.
  const right =
    device !== undefined && equal(signature, signRequest(device.secret, time, c.req.path, await c.req.text()))
  if (!right) throw new AppError('device.signature_wrong', { deviceId })
  const seconds = Math.abs(Math.round(now.getTime() / 1000 - Number(time)))
  if (!(seconds <= clockLimitSeconds))
    throw new AppError('device.clock_off', { seconds, limit: clockLimitSeconds, serverTime: now.toISOString() })
  return { kind: 'device', deviceId, code: device.code, marketId }
}

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
