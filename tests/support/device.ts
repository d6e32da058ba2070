/** A device that signs what it sends, as a networked scale does. */
import { signRequest } from '@smart-market/server/http/device-signature.ts'
import type { TestApp } from './app.ts'

export interface SigningDevice {
  readonly marketId: string
  readonly deviceId: string
  readonly secret: string
}

/** Sends a body, or asks where there is none, signed at the moment of its clock. */
export const callAsDevice = async (
  send: TestApp['fetch'],
  { marketId, deviceId, secret }: SigningDevice,
  action: 'goods' | 'weigh-sales',
  now: Date,
  body?: unknown,
): Promise<Response> => {
  const path = `/api/v1/markets/${marketId}/devices/${deviceId}/${action}`
  const text = body === undefined ? '' : JSON.stringify(body)
  const time = String(Math.floor(now.getTime() / 1000))
  return send(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      'x-device-time': time,
      'x-device-signature': signRequest(secret, time, path, text),
    },
    ...(body === undefined ? {} : { body: text }),
  })
}
