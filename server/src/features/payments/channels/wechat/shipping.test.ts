import { describe, expect, it } from 'vitest'
import { readShippingAnswer, shippingCall, type ShippedPart } from './shipping.ts'

const part: ShippedPart = {
  chargeNumber: 'c1',
  transactionNumber: '4200000001',
  logistics: 'city',
  itemDescription: '豆腐',
}
const now = new Date('2026-03-02T02:00:00.120Z')

describe('shippingCall', () => {
  it('names a payment by its transaction, delivered within the city or picked up', () => {
    const told = (logistics: ShippedPart['logistics']) =>
      shippingCall({ combinedNumber: null, parts: [{ ...part, logistics }], payerOpenId: 'o1' }, '1900000109', now)
    expect(told('city')).toEqual({
      path: '/wxa/sec/order/upload_shipping_info',
      body: {
        order_key: { order_number_type: 2, transaction_id: '4200000001' },
        logistics_type: 2,
        delivery_mode: 1,
        shipping_list: [{ item_desc: '豆腐' }],
        upload_time: '2026-03-02T10:00:00.120+08:00',
        payer: { openid: 'o1' },
      },
    })
    expect(told('pickup').body).toMatchObject({ logistics_type: 4 })
  })

  it('names a combined payment and its parts in the same way, by the provider’s numbers', () => {
    const parts = [part, { ...part, chargeNumber: 'c2', logistics: 'pickup' as const }]
    const key = (number: string) => ({ order_number_type: 1, mchid: '1900000109', out_trade_no: number })
    expect(shippingCall({ combinedNumber: 'k1', parts, payerOpenId: 'o1' }, '1900000109', now)).toMatchObject({
      path: '/wxa/sec/order/upload_combined_shipping_info',
      body: {
        order_key: key('k1'),
        sub_orders: [
          { order_key: key('c1'), logistics_type: 2 },
          { order_key: key('c2'), logistics_type: 4 },
        ],
      },
    })
  })
})

describe('readShippingAnswer', () => {
  it.each([
    [{ errcode: 0, errmsg: 'ok' }, 'done'],
    // Told before, and the answer was lost.
    [{ errcode: 10060003 }, 'done'],
    [{ errcode: -1 }, 'unknown'],
    [{ errcode: 10060001 }, 'refused'],
    [{ errcode: 987654 }, 'refused'],
    [undefined, 'unknown'],
    ['<html>', 'unknown'],
  ])('takes %j for %s', (body, state) => {
    expect(readShippingAnswer(body)).toMatchObject({ state })
  })
})
