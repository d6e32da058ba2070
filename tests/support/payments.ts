/** A test app with the local gateway behind its payment channels; callbacks go to the app itself. */
import type { Deliver } from '@smart-market/server/features/payments/gateway/callbacks.ts'
import { type OpenedGateway, openLocalGateway } from '@smart-market/server/features/payments/gateway/open.ts'
import type { LocalGateway } from '@smart-market/server/features/payments/gateway/gateway.ts'
import { startTestApp, type TestApp } from './app.ts'

export interface PaidApp extends TestApp {
  readonly gateway: LocalGateway
  /** Where the gateway listens. */
  readonly gatewayAddress: string
  /** What the app answered to each callback, in order. */
  readonly callbackAnswers: { status: number; body: string }[]
  /** Sends callbacks elsewhere; undefined: to the app again. */
  connect(deliver: Deliver | undefined): void
}

export const publicUrl = 'http://market.test'

export const startPaidApp = async (
  startAt = '2026-03-02T02:00:00Z',
  options: { mode?: 'public_key' | 'certificate'; timeoutMs?: number; combined?: boolean } = {},
): Promise<PaidApp> => {
  let opened: OpenedGateway | undefined
  const app = await startTestApp(startAt, async ({ clock }) => {
    opened = await openLocalGateway({ production: false, publicUrl, clock, timeoutMs: 2_500, ...options })
    return { payments: opened.desk }
  })
  const local = opened
  if (local === undefined) throw new Error('no gateway')
  const callbackAnswers: { status: number; body: string }[] = []
  const toApp: Deliver = async (url, { headers, body }) => {
    const response = await app.fetch(new URL(url).pathname, { method: 'POST', headers, body })
    callbackAnswers.push({ status: response.status, body: await response.clone().text() })
    return response
  }
  local.connect(toApp)
  return {
    ...app,
    gateway: local.gateway,
    gatewayAddress: local.address,
    callbackAnswers,
    connect: (deliver) => local.connect(deliver ?? toApp),
    close: async () => {
      await local.close()
      await app.close()
    },
  }
}
