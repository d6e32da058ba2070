/** What a channel must do that takes the charges of several stalls in one payment. Run against the local gateway. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallbackReading, CombinedOrder } from '@smart-market/server/features/payments/channels/answers.ts'
import type { CombinedPayments, PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import { noFaults, type RequestFault } from '@smart-market/server/features/payments/gateway/faults.ts'
import { type OpenedGateway, openLocalGateway } from '@smart-market/server/features/payments/gateway/open.ts'

const startAt = new Date('2026-03-02T02:00:00Z')

export const combinedConformance = (under: {
  readonly title: string
  readonly mode: 'public_key' | 'certificate'
  readonly scene: 'jsapi' | 'native'
}): void => {
  describe(under.title, () => {
    let opened: OpenedGateway
    let channel: PaymentChannel
    let combined: CombinedPayments
    let calls: { header: (name: string) => string | undefined; body: string }[] = []
    let serial = 0

    beforeAll(async () => {
      opened = await openLocalGateway({
        production: false,
        publicUrl: 'http://market.test',
        clock: () => startAt,
        mode: under.mode,
        timeoutMs: 250,
      })
      opened.connect(async (_, { headers, body }) => {
        calls.push({ header: (name) => headers[name], body })
        return new Response(null, { status: 204 })
      })
      const found = opened.desk.channels.get('wechat')
      if (found?.combined === undefined) throw new Error('no combined payments')
      channel = found
      combined = found.combined
    })
    afterAll(() => opened.close())
    beforeEach(async () => {
      opened.gateway.setFaults(noFaults)
      await opened.gateway.deliverDue()
      calls = []
    })

    const payee = (n: number) => ({ merchantNumber: `190000120${n}`, appId: null, appAuthToken: null })
    const order = (more: Partial<CombinedOrder> = {}): CombinedOrder => {
      const number = `20260302comb${String(++serial).padStart(8, '0')}`
      return {
        combinedNumber: number,
        parts: [0, 1, 2].map((n) => ({
          chargeNumber: `${number}-${n}`,
          payee: payee(n),
          amountFen: 100 + n,
          description: `摊位 ${n}`,
        })),
        scene: under.scene,
        payerOpenId: under.scene === 'jsapi' ? 'o-payer' : null,
        expiresAt: new Date(startAt.getTime() + 15 * 60_000),
        notifyUrl: 'http://market.test/api/v1/payment-callbacks/wechat/mkt',
        ...more,
      }
    }
    const paid = async (): Promise<CombinedOrder> => {
      const given = order()
      await combined.create(given)
      expect(opened.gateway.pay(given.combinedNumber)).toBe('paid')
      return given
    }
    const statesOf = async (given: CombinedOrder) => {
      const status = await combined.get(given)
      if (status.state !== 'seen') return status.state
      return given.parts.map((part) => status.parts.get(part.chargeNumber)?.state)
    }
    const failing = (fault: RequestFault): void =>
      opened.gateway.setFaults({ ...noFaults, request: (path) => (path === '/v3/certificates' ? 'none' : fault) })

    it('gives the shopper one thing to pay, and the same for the same number', async () => {
      const given = order()
      expect(await combined.create(given)).toMatchObject({
        state: 'open',
        parameters: { kind: under.scene === 'jsapi' ? 'jsapi' : 'code' },
      })
      expect(await combined.create(given)).toMatchObject({ state: 'open' })
      expect(await statesOf(given)).toEqual(['waiting', 'waiting', 'waiting'])
    })

    it('is paid all at once, each part to its own merchant under its own transaction', async () => {
      const given = await paid()
      const status = await combined.get(given)
      if (status.state !== 'seen') throw new Error(status.state)
      const payments = given.parts.map((part) => {
        const one = status.parts.get(part.chargeNumber)
        return one?.state === 'paid' ? one.payment : undefined
      })
      expect(payments.map((payment) => [payment?.merchantNumber, payment?.amountFen, payment?.currency])).toEqual(
        given.parts.map((part) => [part.payee.merchantNumber, part.amountFen, 'CNY']),
      )
      expect(new Set(payments.map((payment) => payment?.transactionNumber)).size).toBe(3)
      expect(await combined.close(given)).toEqual({ state: 'paid' })
      expect(await combined.create(given)).toEqual({ state: 'paid' })
    })

    it('is announced by one callback that names every part', async () => {
      const given = await paid()
      await opened.gateway.deliverDue()
      const [call] = calls
      if (call === undefined) throw new Error('no callback came')
      const reading: CallbackReading = await channel.parseCallback(call)
      expect(reading).toMatchObject({
        state: 'genuine',
        notice: {
          kind: 'payments',
          combinedNumber: given.combinedNumber,
          payments: given.parts.map((part) => ({
            chargeNumber: part.chargeNumber,
            amountFen: part.amountFen,
            merchantNumber: part.payee.merchantNumber,
          })),
        },
      })
    })

    it('closes as a whole, and only with the parts of the order', async () => {
      const given = order()
      await combined.create(given)
      expect(await combined.close({ ...given, parts: given.parts.slice(1) })).toMatchObject({ state: 'unknown' })
      const [part] = given.parts
      if (part === undefined) throw new Error('no part')
      expect(await channel.closeCharge(part)).toMatchObject({ state: 'unknown' })
      expect(await statesOf(given)).toEqual(['waiting', 'waiting', 'waiting'])
      expect(await combined.close(given)).toEqual({ state: 'closed' })
      expect(await statesOf(given)).toEqual(['closed', 'closed', 'closed'])
      expect(opened.gateway.pay(given.combinedNumber)).toBe('late')
      expect(await combined.create(given)).toEqual({ state: 'closed' })
    })

    it('refunds each part alone', async () => {
      const given = await paid()
      const status = await combined.get(given)
      const [part] = given.parts
      const one = status.state === 'seen' ? status.parts.get(part?.chargeNumber ?? '') : undefined
      if (part === undefined || one?.state !== 'paid') throw new Error('not paid')
      const refundNumber = `${part.chargeNumber}R`
      const answer = await channel.refund({
        ...part,
        refundNumber,
        transactionNumber: one.payment.transactionNumber,
        amountFen: 40,
        totalFen: part.amountFen,
        reason: '少称退差',
        notifyUrl: given.notifyUrl,
      })
      expect(answer).toMatchObject({ state: 'seen', refund: { amountFen: 40, chargeNumber: part.chargeNumber } })
      opened.gateway.finishRefunds()
      expect(await statesOf(given)).toEqual(['paid', 'paid', 'paid'])
    })

    it('tells never heard of from unknown', async () => {
      const given = order()
      expect(await combined.get(given)).toEqual({ state: 'not_found' })
      expect(await combined.close(given)).toEqual({ state: 'not_found' })
    })

    it.each<RequestFault>(['lost', 'silent', 'broken', 'broken_after', 'tampered', 'unsigned'])(
      'calls an answer that is %s unknown, in every verb',
      async (fault) => {
        const given = await paid()
        const fresh = order()
        failing(fault)
        expect(await combined.create(fresh)).toMatchObject({ state: 'unknown' })
        expect(await combined.get(given)).toMatchObject({ state: 'unknown' })
        expect(await combined.close(fresh)).toMatchObject({ state: 'unknown' })
      },
    )

    it('is refused where the channel’s rules are broken: no part, too many, a number twice', async () => {
      const [part] = order().parts
      if (part === undefined) throw new Error('no part')
      const many = Array.from({ length: 51 }, (_, i) => ({ ...part, chargeNumber: `${part.chargeNumber}${i}` }))
      for (const parts of [[], many, [part, part]])
        expect(await combined.create(order({ parts }))).toMatchObject({ state: 'refused' })
    })

    it('leaves every part in the day’s bill under its own merchant', async () => {
      const given = await paid()
      const bill = await channel.fetchStatement({ businessDate: '2026-03-02', kind: 'trade', payee: null })
      if (bill.state !== 'ready') throw new Error(bill.state)
      for (const part of given.parts)
        expect(bill.lines).toContainEqual(
          expect.objectContaining({
            kind: 'payment',
            chargeNumber: part.chargeNumber,
            merchantNumber: part.payee.merchantNumber,
            amountFen: part.amountFen,
          }),
        )
    })
  })
}
