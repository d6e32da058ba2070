/** A merchant's morning on a phone: all that has to be seen to on one page, and which batch is to be sold first. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { addDays, businessDate } from '@smart-market/shared/time.ts'
import { type Size, sizes, type Watched } from './support/browser.ts'
import { passwordOf } from './support/demo.ts'
import { clientOf } from './support/ledger.ts'
import { onDemo } from './support/stage.ts'
import { openStallDay, type StallDay } from './support/stall-day.ts'
import { inSight, look, says, tap, type } from './support/walk.ts'

const { demo, open, go } = onDemo()
let day: StallDay
const today = businessDate(new Date())
beforeAll(async () => {
  day = await openStallDay(demo.url)
})

const goTo = (page: Page, name: string) => go(page, `packages/stall/${name}/index`)
const signIn = async (size: Size): Promise<Watched> => {
  const watched = await open(size)
  const { page } = watched
  await goTo(page, 'today')
  await type(page, 'login-name', 'merchant')
  await type(page, 'password', passwordOf('merchant'))
  await tap(page, '#primary')
  await says(page, '今天的生意')
  return watched
}

it('a merchant reads on one page the orders to accept, sales by channel, low stock, papers, tests due and notices to confirm', async () => {
  const params = { marketId: day.marketId }
  const { memberships } = await day.merchant.getMe()
  const merchantId = memberships[0]?.merchantId ?? ''
  await day.operator.addLicence({
    params: { ...params, merchantId },
    body: { kind: 'food', number: 'JY14101050000001', validTo: addDays(today, 10) },
  })
  await day.complete(await day.placeOrder())
  const waiting = await day.placeOrder()
  await day.bringIn('苦瓜', { tested: false })
  const few = day.listings.at(-1)
  await day.merchant.changeStock({ params, body: { changes: [{ listingId: few?.listingId ?? '', set: 2 }] } })
  for (const size of [sizes.phone, sizes.phoneLarge]) {
    const { page, takeProblems, close } = await signIn(size)
    await inSight(page, `#order-${waiting.stallOrderId}`).waitFor()
    for (const words of [
      '等您接单 1',
      '今天的生意',
      /^经营户自报 \d+ 笔$/,
      /^合计 \d+ 笔$/,
      '快卖完的',
      '快到期的证件',
      '还有 10 天',
      '苦瓜：等快检',
      '检测阴性后才能卖，请送样到检测室',
      /^等您确认的公示 \d+$/,
    ])
      await says(page, words)
    await inSight(page, `#low-${few?.listingId}`).waitFor()
    await look(page, size, 'morning/today')
    const before = await inSight(page, '[id^="notice-"]').getAttribute('id')
    await tap(page, `#${before}`)
    await says(page, '回市场首页')
    await page.goBack()
    // Opened means confirmed.
    await page.locator(`#${before}:visible`).waitFor({ state: 'detached' })
    expect(takeProblems()).toEqual([])
    await close()
  }
})

describe.each([sizes.phone, sizes.phoneLarge])('a merchant with large type $large', (size) => {
  it('is told which of two batches to sell first, says so to shoppers with one tap, and they see its trace', async () => {
    const params = { marketId: day.marketId }
    const name = size.large ? '芥蓝' : '茼蒿'
    const { listingId } = await day.merchant.createListing({
      params,
      body: {
        stallId: day.listings[0]?.stallId ?? '',
        categoryCode: 'vegetable',
        name,
        priceFen: 400,
        priceBasis: 'per_500g',
      },
    })
    const late = await day.bringIn(name, { expiresOn: addDays(today, 5) })
    const early = await day.bringIn(name, { expiresOn: addDays(today, 2) })
    await day.merchant.linkListingBatch({ params: { ...params, listingId }, body: { batchId: late.batchId } })
    const { page, takeProblems, close } = await signIn(size)
    await goTo(page, 'food')
    const row = inSight(page, `#batch-${early.batchId}`)
    await row.getByText('先卖这一批', { exact: true }).waitFor()
    expect(await inSight(page, `#batch-${late.batchId}`).getByText('先卖这一批').count()).toBe(0)
    await row.getByText(`网上现在卖的是追溯码 ${late.traceCode} 那一批。`).waitFor()
    await look(page, size, 'morning/sell-first')
    await tap(page, `#sell-${early.batchId}`)
    await says(page, `网上的${name}现在卖追溯码 ${early.traceCode} 这一批。`)
    await page.locator(`#sell-${early.batchId}:visible`).waitFor({ state: 'detached' })
    const { items } = await clientOf(demo.url).listPublicBatches({
      params: { marketCode: day.marketCode, stallCode: day.stallCode },
    })
    expect(items.find((one) => one.listingId === listingId)?.traceCode).toBe(early.traceCode)
    // A batch that may not be sold is not advised: the other one comes first then.
    await day.testPositive(early.batchId)
    await page.reload()
    await inSight(page, `#sell-${late.batchId}`).waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })
})
