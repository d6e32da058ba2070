/** The platform's inbox: no route of the table, because it is signed CloudEvents of whatever profile and no JSON call. */
import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Deps } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { batchMediaType } from '../../feed/cloud-event.ts'
import { feedSettingsOf } from '../../feed/settings.ts'
import type { HttpEnv } from '../../http/mount.ts'
import { receiveBatch } from './accepting.ts'
import { forwardProgress } from './forwarding.ts'
import { signReceipt } from './platform.ts'

const largestBatchBytes = 8 * 1024 * 1024

/** Mounted on platforms only: elsewhere the address does not exist. */
export const mountInbox = (app: Hono<HttpEnv>, deps: Deps): void => {
  const { platform, publicUrl } = feedSettingsOf(deps)
  if (platform === null) return
  const limit = bodyLimit({
    maxSize: largestBatchBytes,
    onError: () => {
      throw new AppError('request.too_large', { limit: '8 MB' })
    },
  })
  app.post('/feeds/v1/inbox/:marketId', limit, async (c) => {
    if (!(c.req.header('content-type') ?? '').startsWith(batchMediaType))
      throw new AppError('request.unsupported_media_type', { expected: batchMediaType })
    const marketId = c.req.param('marketId')
    const receipt = await receiveBatch(deps, marketId, {
      method: 'POST',
      // As the sender knows us: behind a proxy the request itself says something else.
      url: `${publicUrl}/feeds/v1/inbox/${marketId}`,
      headers: c.req.header(),
      body: await c.req.text(),
    })
    return c.json({
      ...receipt,
      receipt: await signReceipt(deps, marketId, receipt),
      forwarded: await forwardProgress(deps, marketId),
    })
  })
}
