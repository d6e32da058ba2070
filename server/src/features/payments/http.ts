/**
 * What is no route of the table: callbacks of the channels, which answer in the channel's own words and are believed by
 * signature alone; the local gateway's cash desk; and the page behind a printed stall code.
 */
import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Deps } from '../../context.ts'
import type { HttpEnv } from '../../http/mount.ts'
import { processInbox, receiveCallback } from './callbacks.ts'
import type { LocalGateway } from './gateway/gateway.ts'
import type { Trade } from './gateway/ledger.ts'
import { cashDeskPage, lostPage } from './pages.ts'
import { openStallCode } from './stall-codes.ts'
import type { AfterFacts } from './work.ts'

export interface MountedPayments {
  /** Waits until everything that callbacks have started is done. */
  idle(): Promise<void>
}

/** A notice is some two kilobytes. */
const largestCallback = 64 * 1024

export const mountPayments = (app: Hono<HttpEnv>, deps: Deps, afterFacts: AfterFacts): MountedPayments => {
  const running = new Set<Promise<unknown>>()

  /** After the answer: a channel gives us five seconds, and the inbox row is safe already. */
  const workOn = (marketId: string): void => {
    const work: Promise<unknown> = processInbox(deps, marketId)
      .then(() => afterFacts(marketId))
      .catch((error: unknown) => deps.logger.error({ marketId, err: error }, 'callback stays in the inbox'))
      .finally(() => running.delete(work))
    running.add(work)
  }

  const receive = async (c: Context<HttpEnv>, channel: 'wechat' | 'alipay'): Promise<boolean> => {
    const marketId = c.req.param('marketId') ?? ''
    const receipt = await receiveCallback(deps, marketId, channel, {
      header: (name) => c.req.header(name),
      body: await c.req.text(),
    })
    if (receipt === 'accepted') workOn(marketId)
    return receipt !== 'refused'
  }

  const limit = bodyLimit({ maxSize: largestCallback, onError: (c) => c.text('too large', 413) })
  if (deps.payments?.channels.has('wechat') === true)
    app.post('/api/v1/payment-callbacks/wechat/:marketId', limit, async (c) =>
      (await receive(c, 'wechat')) ? c.body(null, 204) : c.json({ code: 'FAIL', message: '失败' }, 401),
    )
  if (deps.payments?.channels.has('alipay') === true)
    app.post('/api/v1/payment-callbacks/alipay/:marketId', limit, async (c) =>
      c.text((await receive(c, 'alipay')) ? 'success' : 'failure'),
    )

  const gateway = deps.payments?.demo?.gateway
  if (gateway !== undefined) mountCashDesk(app, gateway)

  app.get('/s/:code', async (c) => {
    const answer = await openStallCode(deps, c.req.param('code'), c.req.header('user-agent') ?? '')
    c.header('cache-control', 'no-store')
    return c.html(answer.html, answer.found ? 200 : 404)
  })

  return {
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

const mountCashDesk = (app: Hono<HttpEnv>, gateway: LocalGateway): void => {
  const lost = (c: Context<HttpEnv>) =>
    c.html(lostPage('没有这笔收款', '本地演示收银台里没有这笔收款，请从订单页重新付款。'), 404)
  /** One trade, or the parts of a combined payment. */
  const tradesOf = (number: string): readonly Trade[] => {
    const trade = gateway.ledger.findTrade(number)
    return trade === undefined ? gateway.ledger.partsOf(number) : [trade]
  }
  app.get('/pay/local/:number', (c) => {
    const trades = tradesOf(c.req.param('number'))
    c.header('cache-control', 'no-store')
    return trades.length === 0 ? lost(c) : c.html(cashDeskPage(trades, null))
  })
  app.post('/pay/local/:number', async (c) => {
    const number = c.req.param('number')
    const form = await c.req.parseBody()
    if (tradesOf(number).length === 0) return lost(c)
    if (form.action === 'confirm') {
      const paid = gateway.pay(number)
      await gateway.deliverDue()
      if (paid === 'late') return c.html(cashDeskPage(tradesOf(number), '付款时间已过，没有付款。'), 409)
    }
    return c.redirect(form.action === 'confirm' ? `/pay/local/${number}` : '/m/', 303)
  })
  app.get('/pay/local-alipay', (c) => {
    const number = gateway.openAlipayPage(new URL(c.req.url).searchParams)
    return number === undefined ? lost(c) : c.redirect(`/pay/local/${number}`, 303)
  })
}
