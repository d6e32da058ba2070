import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weighedAmountFen } from '@smart-market/shared/money.ts'
import { parseSaleRow } from './sale-row.ts'

const cells = (change: Record<string, string> = {}) => ({
  row: 2,
  cells: {
    businessDate: '2023-06-15',
    time: '20:42:23.075',
    stallCode: 'A-001',
    commodityName: '西峡花菇(1)',
    weightKilograms: '0.241',
    pricePerKilogram: '22.00',
    ...change,
  },
})
const entryOf = (change?: Record<string, string>) => {
  const parsed = parseSaleRow(cells(change))
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors))
  return parsed.entry
}
const errorsOf = (change: Record<string, string>) => {
  const parsed = parseSaleRow(cells(change))
  return 'errors' in parsed ? parsed.errors.map((error) => error.column) : []
}

describe('a row of a sales file', () => {
  it('becomes a sale line with an instant and an amount rounded half up', () => {
    expect(entryOf()).toMatchObject({
      businessDate: '2023-06-15',
      soldAt: '2023-06-15T12:42:23.075Z',
      channel: 'till',
      paymentMeans: 'unknown',
      line: { weightGrams: 241, pieces: null, amountFen: 530 }, // 0.241 × 22.00 = 5.302
    })
    expect(entryOf({ weightKilograms: '0.5', pricePerKilogram: '0.01' }).line.amountFen).toBe(1)
  })

  it.each([
    ['2023/6/5', '9:05', '2023-06-05T01:05:00.000Z'],
    ['2023年6月5日', '09:05:07', '2023-06-05T01:05:07.000Z'],
    ['20230605', '00:00', '2023-06-04T16:00:00.000Z'],
    ['2023-06-05 23:59:59', '', '2023-06-05T15:59:59.000Z'],
    ['2023-06-05T08:00', '', '2023-06-05T00:00:00.000Z'],
    ['2023-06-05', '2023-06-05 08:00', '2023-06-05T00:00:00.000Z'],
    ['２０２３－０６－０５', '０８：００', '2023-06-05T00:00:00.000Z'],
    ['2023-06-05', '08:00:00.1234567', '2023-06-05T00:00:00.123Z'],
  ])('reads %s %s as %s', (businessDate, time, soldAt) => {
    expect(entryOf({ businessDate, time }).soldAt).toBe(soldAt)
  })

  it.each([
    [{ businessDate: '2023-02-29' }, 'businessDate'],
    [{ businessDate: '45092' }, 'businessDate'],
    [{ businessDate: '' }, 'businessDate'],
    [{ time: '' }, 'businessDate'],
    [{ time: '24:00' }, 'time'],
    [{ time: '8点' }, 'time'],
    [{ stallCode: '' }, 'stallCode'],
    [{ commodityName: 'x\u0000' }, 'commodityName'],
    [{ commodityName: '\ud800' }, 'commodityName'],
    [{ weightKilograms: '-1' }, 'weightKilograms'],
    [{ weightKilograms: '0.000' }, 'weightKilograms'],
    [{ weightKilograms: '1.2345' }, 'weightKilograms'],
    [{ weightKilograms: '100001' }, 'weightKilograms'],
    [{ pricePerKilogram: '2.7（个）' }, 'pricePerKilogram'],
    [{ pricePerKilogram: '-2' }, 'pricePerKilogram'],
    [{ pricePerKilogram: '' }, 'pricePerKilogram'],
    [{ weightKilograms: '100000', pricePerKilogram: '99999' }, 'pricePerKilogram'],
    [{ amountYuan: '100000000.01' }, 'amountYuan'],
    [{ amountYuan: '-5' }, 'amountYuan'],
    [{ type: '盘点' }, 'type'],
    [{ channel: '听说' }, 'channel'],
  ])('with %o is refused at %s', (change, column) => {
    expect(errorsOf(change)).toEqual([column])
  })

  it('takes the file’s own amount, and remembers that it is not weight times price', () => {
    const { line, expectedFen } = entryOf({ amountYuan: '￥5.00' })
    expect([line.amountFen, expectedFen]).toEqual([500, 530])
    expect(entryOf({ amountYuan: '5.30' }).expectedFen).toBeNull()
    expect(entryOf({ amountYuan: '5.30', weightKilograms: '', pricePerKilogram: '' }).line.weightGrams).toBeNull()
  })

  it.each(['云南生菜(份)', '金针菇(盒)', '小米椒（小份）', '活体银耳(袋)'])(
    'counts %s as pieces, not kilograms',
    (commodityName) => {
      const { line, packed } = entryOf({ commodityName, weightKilograms: '2.000', pricePerKilogram: '4.50' })
      expect([line.pieces, line.weightGrams, line.amountFen, packed]).toEqual([2, null, 900, true])
      expect(entryOf({ commodityName, weightKilograms: '0.300' }).packed).toBe(false)
    },
  )

  it('makes a return the exact mirror of the sale', () => {
    const gramsOf = fc.integer({ min: 1, max: 99_999 })
    const fenOf = fc.integer({ min: 0, max: 99_999 })
    fc.assert(
      fc.property(gramsOf, fenOf, fc.boolean(), (grams, fen, negative) => {
        const weightKilograms = `${negative ? '-' : ''}${(grams / 1000).toFixed(3)}`
        const pricePerKilogram = (fen / 100).toFixed(2)
        const { line } = entryOf({ weightKilograms, pricePerKilogram, type: '退货' })
        expect(line.weightGrams).toBe(-grams)
        expect(line.amountFen + weighedAmountFen(grams, fen, 'per_kg')).toBe(0)
      }),
    )
  })

  it.each([
    ['微信支付', 'wechat'],
    ['微信', 'wechat'],
    ['支付宝扫码', 'alipay'],
    ['银联刷卡', 'pos_card'],
    ['POS 机', 'pos_card'],
    ['现金', 'cash'],
    ['', 'unknown'],
    ['饭票', 'other'],
  ])('knows the payment means %s as %s', (paymentMeans, means) => {
    expect(entryOf({ paymentMeans }).paymentMeans).toBe(means)
  })

  it.each([
    ['电子秤', 'scale'],
    ['POS机', 'pos'],
    ['经营户自报', 'declared'],
    ['', 'till'],
  ])('knows the source %s as %s', (channel, code) => {
    expect(entryOf({ channel }).channel).toBe(code)
  })
})
