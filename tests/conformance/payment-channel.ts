/**
 * What every payment channel must do, whatever stands behind it. A channel runs this against the local gateway; one that
 * asks nobody (`declared`) says so and is held to what is left.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChargeScene } from '@smart-market/shared/contracts/payments.ts'
import type { CallbackReading, ChargeOrder, Payee } from '@smart-market/server/features/payments/channels/answers.ts'
import type { PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import { noFaults, type RequestFault } from '@smart-market/server/features/payments/gateway/faults.ts'
import { type OpenedGateway, openLocalGateway } from '@smart-market/server/features/payments/gateway/open.ts'

export interface ChannelUnderTest {
  readonly title: string
  readonly name: 'wechat' | 'alipay' | 'declared'
  readonly mode?: 'public_key' | 'certificate'
  readonly scene: ChargeScene
  readonly payee: Payee
  /** Whether anybody stands behind it who can be asked. */
  readonly asks: boolean
  /** Whether refunds are announced by callback, later than the answer. */
  readonly refundsLater: boolean
  readonly statements: boolean
}

const startAt = new Date('2026-03-02T02:00:00Z')

export const conformance = (under: ChannelUnderTest): void => {
  describe(under.title, () => {
    let now = startAt
    let opened: OpenedGateway
    let channel: PaymentChannel
    let calls: { header: (name: string) => string | undefined; body: string }[] = []
    let serial = 0

    beforeAll(async () => {
      opened = await openLocalGateway({
        production: false,
        publicUrl: 'http://market.test',
        clock: () => now,
        ...(under.mode === undefined ? {} : { mode: under.mode }),
        timeoutMs: 250,
      })
      opened.connect(async (_, { headers, body }) => {
        calls.push({ header: (name) => headers[name], body })
        return new Response('success', { status: 200 })
      })
      const found = opened.desk.channels.get(under.name)
      if (found === undefined) throw new Error('no channel')
      channel = found
    })
    afterAll(() => opened.close())
    beforeEach(() => {
      now = startAt
      calls = []
      opened.gateway.setFaults(noFaults)
    })

    const order = (more: Partial<ChargeOrder> = {}): ChargeOrder => ({
      chargeNumber: `20260302conf${String(++serial).padStart(8, '0')}`,
      payee: under.payee,
      scene: under.scene,
      amountFen: 1234,
      description: '青菜、豆腐',
      payerOpenId: under.scene === 'jsapi' ? 'o-payer' : null,
      expiresAt: new Date(startAt.getTime() + 15 * 60_000),
      notifyUrl: 'http://market.test/api/v1/payment-callbacks/x/mkt',
      returnUrl: null,
      ...more,
    })
    const failing = (fault: RequestFault): void =>
      opened.gateway.setFaults({ ...noFaults, request: (path) => (path === '/v3/certificates' ? 'none' : fault) })
    const paidCharge = async (more: Partial<ChargeOrder> = {}): Promise<ChargeOrder> => {
      const given = order(more)
      await channel.createCharge(given)
      expect(opened.gateway.pay(given.chargeNumber)).toBe('paid')
      return given
    }
    const paymentOf = async (given: ChargeOrder) => {
      const status = await channel.getCharge(given)
      if (status.state !== 'paid') throw new Error(`expected paid, got ${JSON.stringify(status)}`)
      return status.payment
    }
    const refundOrder = async (given: ChargeOrder, amountFen: number, refundNumber = `${given.chargeNumber}R1`) => ({
      ...given,
      refundNumber,
      transactionNumber: (await paymentOf(given)).transactionNumber,
      amountFen,
      totalFen: given.amountFen,
      reason: '少称退差',
    })

    it('takes a charge and gives the shopper a way to pay', async () => {
      expect(await channel.createCharge(order())).toMatchObject({ state: 'open', parameters: expect.anything() })
    })

    it('refuses a scene that is not its own', async () => {
      if (under.name === 'declared') return
      expect(await channel.createCharge(order({ scene: 'declared' }))).toMatchObject({ state: 'refused' })
    })

    it('believes no callback that nobody signed', async () => {
      const reading = await channel.parseCallback({ header: () => undefined, body: '{"id":"x"}' })
      expect(reading.state).toBe('forged')
    })

    it('closes a charge so that nobody can pay it any more', async () => {
      const given = order()
      await channel.createCharge(given)
      expect(await channel.closeCharge(given)).toEqual({ state: 'closed' })
      if (!under.asks) return
      expect(await channel.getCharge(given)).toEqual({ state: 'closed' })
      expect(opened.gateway.pay(given.chargeNumber)).toBe('late')
      expect(await channel.createCharge(given)).toMatchObject({ state: 'closed' })
    })

    if (!under.asks) {
      it('has nobody to ask: a charge waits until the merchant declares it', async () => {
        expect(await channel.getCharge(order())).toEqual({ state: 'waiting' })
        expect(await channel.fetchStatement({ businessDate: '2026-03-01', kind: 'trade', payee: under.payee })).toEqual(
          {
            state: 'unsupported',
          },
        )
      })
      it('hands cash back on the merchant’s word', async () => {
        const given = order()
        const answer = await channel.refund({
          ...given,
          refundNumber: 'R1',
          transactionNumber: given.chargeNumber,
          amountFen: 100,
          totalFen: 1234,
          reason: '退差',
        })
        expect(answer).toMatchObject({ state: 'seen', refund: { outcome: 'succeeded', amountFen: 100 } })
      })
      return
    }

    it('tells paid with the amount, currency, merchant and moment in full', async () => {
      const given = await paidCharge()
      expect(await channel.getCharge(given)).toEqual({
        state: 'paid',
        payment: {
          chargeNumber: given.chargeNumber,
          transactionNumber: expect.stringMatching(/^\d{28}$/),
          amountFen: 1234,
          payerAmountFen: 1234,
          currency: 'CNY',
          merchantNumber: under.payee.merchantNumber,
          paidAt: startAt.toISOString(),
        },
      })
      expect(await channel.closeCharge(given)).toEqual({ state: 'paid' })
      expect(await channel.createCharge(given)).toEqual({ state: 'paid' })
    })

    it('tells waiting from never heard of', async () => {
      const given = order()
      expect(await channel.getCharge(given)).toEqual({ state: 'not_found' })
      expect(await channel.closeCharge(given)).toEqual({ state: 'not_found' })
      await channel.createCharge(given)
      expect(await channel.getCharge(given)).toEqual({ state: 'waiting' })
    })

    it('takes the same number twice as one charge', async () => {
      const given = order()
      await channel.createCharge(given)
      expect(await channel.createCharge(given)).toMatchObject({ state: 'open' })
      expect(opened.gateway.ledger.trades().filter((t) => t.chargeNumber === given.chargeNumber)).toHaveLength(1)
    })

    it.each<RequestFault>(['lost', 'silent', 'broken', 'broken_after', 'tampered', 'unsigned'])(
      'calls an answer that is %s unknown, in every verb',
      async (fault) => {
        const given = await paidCharge()
        const refund = await refundOrder(given, 100)
        const fresh = order()
        failing(fault)
        expect(await channel.createCharge(fresh)).toMatchObject({ state: 'unknown' })
        expect(await channel.getCharge(given)).toMatchObject({ state: 'unknown' })
        expect(await channel.closeCharge(fresh)).toMatchObject({ state: 'unknown' })
        expect(await channel.refund(refund)).toMatchObject({ state: 'unknown' })
        expect(await channel.getRefund(refund)).toMatchObject({ state: 'unknown' })
        if (under.statements)
          expect(
            await channel.fetchStatement({ businessDate: '2026-03-02', kind: 'trade', payee: under.payee }),
          ).toMatchObject({
            state: 'unknown',
          })
      },
    )

    it('finds a payment by the channel’s own number, and takes no other charge’s answer for it', async () => {
      const given = await paidCharge()
      const { transactionNumber } = await paymentOf(given)
      expect(await channel.getCharge({ ...given, transactionNumber })).toMatchObject({
        state: 'paid',
        payment: { chargeNumber: given.chargeNumber, transactionNumber },
      })
      const other = await paidCharge()
      expect(await channel.getCharge({ ...other, transactionNumber })).toMatchObject({ state: 'unknown' })
    })

    it('refunds once however often the same number is sent', async () => {
      const given = await paidCharge()
      const refund = await refundOrder(given, 300)
      failing('silent')
      expect(await channel.refund(refund)).toMatchObject({ state: 'unknown' })
      opened.gateway.setFaults(noFaults)
      expect(await channel.refund(refund)).toMatchObject({ state: 'seen', refund: { amountFen: 300 } })
      opened.gateway.finishRefunds()
      expect(await channel.getRefund(refund)).toMatchObject({
        state: 'seen',
        refund: { outcome: 'succeeded', amountFen: 300, chargeNumber: given.chargeNumber },
      })
      expect(opened.gateway.ledger.refundsOf(given.chargeNumber)).toHaveLength(1)
    })

    it('still knows the payment after a refund, in part and in full', async () => {
      const given = await paidCharge()
      await channel.refund(await refundOrder(given, 234, 'part-of-it'))
      opened.gateway.finishRefunds()
      expect(await paymentOf(given)).toMatchObject({ amountFen: 1234 })
      await channel.refund(await refundOrder(given, 1000, `${given.chargeNumber}R2`))
      opened.gateway.finishRefunds()
      expect(await paymentOf(given)).toMatchObject({ amountFen: 1234 })
    })

    it('is refused more than was paid, and knows no refund that was never made', async () => {
      const given = await paidCharge()
      const refund = await refundOrder(given, 1235)
      expect(await channel.refund(refund)).toMatchObject({ state: 'refused' })
      expect(await channel.getRefund(refund)).toEqual({ state: 'not_found' })
    })

    describe('callbacks', () => {
      const deliver = async (fault: Parameters<typeof opened.gateway.setFaults>[0]['callback']) => {
        // Callbacks of earlier tests that nobody waited for.
        await opened.gateway.deliverDue()
        calls = []
        const given = await paidCharge()
        opened.gateway.setFaults({ ...noFaults, callback: fault })
        await opened.gateway.deliverDue()
        return given
      }
      const read = async (index = 0): Promise<CallbackReading> => {
        const call = calls[index]
        if (call === undefined) throw new Error('no callback came')
        return channel.parseCallback(call)
      }

      it('tell of the payment in the words of a query', async () => {
        const given = await deliver(() => 'none')
        expect(await read()).toEqual({
          state: 'genuine',
          eventId: expect.any(String),
          nonce: under.name === 'wechat' ? expect.any(String) : null,
          notice: { kind: 'payment', payment: await paymentOf(given) },
        })
      })

      it('keep their event id when sent again', async () => {
        await deliver(() => 'twice')
        const [first, second] = [await read(0), await read(1)]
        expect(first.state === 'genuine' && second.state === 'genuine' && first.eventId === second.eventId).toBe(true)
      })

      it.each(['tampered', 'foreign_key', 'probe'] as const)('are forged when %s', async (fault) => {
        await deliver(() => fault)
        expect(await read()).toMatchObject({
          state: 'forged',
          probe: under.name === 'wechat' && fault === 'probe',
        })
      })

      it('are forged when one byte of the body has changed', async () => {
        await deliver(() => 'none')
        const [call] = calls
        if (call === undefined) throw new Error('no callback came')
        for (const at of [1, Math.floor(call.body.length / 2), call.body.length - 2]) {
          const changed = call.body.slice(0, at) + (call.body[at] === 'A' ? 'B' : 'A') + call.body.slice(at + 1)
          expect((await channel.parseCallback({ ...call, body: changed })).state).toBe('forged')
        }
      })

      if (under.refundsLater) {
        it('are forged when their time is over', async () => {
          await deliver(() => 'none')
          now = new Date(startAt.getTime() + 301_000)
          expect((await read()).state).toBe('forged')
          now = startAt
          expect((await read()).state).toBe('genuine')
        })

        it('tell of a refund', async () => {
          const given = await paidCharge()
          const refund = await refundOrder(given, 500)
          await channel.refund(refund)
          await opened.gateway.deliverDue()
          calls = []
          opened.gateway.finishRefunds('abnormal')
          await opened.gateway.deliverDue()
          expect(await read()).toMatchObject({
            state: 'genuine',
            notice: { kind: 'refund', refund: { refundNumber: refund.refundNumber, outcome: 'abnormal' } },
          })
        })
      }
    })

    if (under.statements) {
      it('reads the day’s statement to the fen', async () => {
        now = new Date('2026-02-20T03:00:00Z')
        const given = await paidCharge({ expiresAt: new Date('2026-02-20T04:00:00Z'), description: '带,逗号`反引号' })
        const refund = await refundOrder(given, 45)
        await channel.refund(refund)
        opened.gateway.finishRefunds()
        now = startAt
        expect(
          await channel.fetchStatement({ businessDate: '2026-02-20', kind: 'trade', payee: under.payee }),
        ).toMatchObject({
          state: 'ready',
          lines: [
            {
              kind: 'payment',
              chargeNumber: given.chargeNumber,
              merchantNumber: under.payee.merchantNumber,
              amountFen: 1234,
              happenedAt: '2026-02-20T03:00:00.000Z',
            },
            { kind: 'refund', refundNumber: refund.refundNumber, refundState: 'SUCCESS', amountFen: 45 },
          ],
        })
        expect(
          await channel.fetchStatement({ businessDate: '2026-02-20', kind: 'fund_flow', payee: under.payee }),
        ).toMatchObject({
          state: 'ready',
          lines: [{ amountFen: 1234 }, { amountFen: -45 }],
        })
        expect(await channel.fetchStatement({ businessDate: '2026-02-19', kind: 'trade', payee: under.payee })).toEqual(
          { state: 'empty' },
        )
      })
    }
  })
}
