/** A stall as a careful shopper reads it: papers, credit with its events, ratings, prices beside the guide price, tests and trace. */
import { beforeAll, describe, expect, it } from 'vitest'
import { businessDate } from '@smart-market/shared/time.ts'
import { settled, sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { onDemo } from './support/stage.ts'
import { openStallDay, type StallDay } from './support/stall-day.ts'
import { inSight, look, says, tap } from './support/walk.ts'

const { demo, open, go } = onDemo()
let day: StallDay
let traceCode: string
const today = businessDate(new Date())

beforeAll(async () => {
  day = await openStallDay(demo.url)
  const params = { marketId: day.marketId }
  const { memberships } = await day.merchant.getMe()
  const at = { params: { ...params, merchantId: memberships[0]?.merchantId ?? '' } }
  for (const [kind, reason] of [
    ['honour', '季度文明摊位'],
    ['penalty', '占道经营，已改正'],
  ] as const)
    await day.operator.addCreditEvent({ ...at, body: { kind, reason, occurredOn: today } })
  const order = await day.placeOrder()
  await day.complete(order)
  await clientOf(demo.url, order.token).submitRating({
    params: { marketCode: day.marketCode },
    body: { stars: 5, comment: '菜很新鲜', stallOrderId: order.stallOrderId },
  })
  const listing = day.listings.find(({ name }) => name === '西兰花')
  const batch = await day.bringIn('西兰花')
  traceCode = batch.traceCode
  await day.operator.recordQuickTest({
    params,
    body: {
      batchId: batch.batchId,
      item: '有机磷和氨基甲酸酯类农药残留',
      method: '酶抑制率法',
      result: 'negative',
      tester: '检测室',
    },
  })
  await day.merchant.linkListingBatch({
    params: { ...params, listingId: listing?.listingId ?? '' },
    body: { batchId: batch.batchId },
  })
})

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  it('reads licences, people’s certificates without their names, and the credit with each event and what it counts', async () => {
    const { page, takeProblems, close } = await open(size)
    await go(page, `packages/guide/stall/index?market=${day.marketCode}&stall=${day.stallCode}`)
    await inSight(page, '#credit-score').waitFor()
    for (const words of [
      '营业执照',
      /^.\*\* · /,
      '已隐去部分数字',
      '荣誉',
      /季度文明摊位 · 现在计 \+\d/,
      '处理处罚',
      /占道经营，已改正 · 现在计 -\d/,
      /计分办法：/,
    ])
      await says(page, words)
    await inSight(page, '#complain').waitFor()
    await inSight(page, '#pay-here').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('reads ratings, prices beside the guide price, and follows the batch on sale to its test and its source', async () => {
    const { page, takeProblems, close } = await open(size)
    await go(page, `packages/guide/stall/index?market=${day.marketCode}&stall=${day.stallCode}`)
    await says(page, '菜很新鲜')
    await says(page, /今日参考价 [\d.]+ 元/)
    await inSight(page, `#trace-${traceCode}`).getByText('阴性').waitFor()
    await settled(page)
    await look(page, size, 'stall/trust')
    await tap(page, `#trace-${traceCode}`)
    for (const words of ['万邦批发市场 3 排 8 号', '产地 河南中牟', '酶抑制率法', '没有停止销售的记录'])
      await says(page, new RegExp(words))
    await look(page, size, 'stall/trace')
    expect(takeProblems()).toEqual([])
    await close()
  })
})
