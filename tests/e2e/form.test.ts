/**
 * Every page of the mini-program, as it stands for a shopper and a merchant of the demo market: on a phone of 390×844, in
 * both sizes of type, in the light and in the dark. What is asserted is measured on the page, in support/reading.ts.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, settled, sizes, type Watched } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { accessFaults, layoutFaults, smallTypeFaults } from './support/looks.ts'
import { miniProgramPages } from './support/pages.ts'
import { keepOnPhone, usedPhone } from './support/phone.ts'
import { readingFaults, shiftFaults, watchShifts } from './support/reading.ts'
import { openStallDay, type PlacedOrder, type StallDay } from './support/stall-day.ts'
import { onDemo } from './support/stage.ts'

/** Stands only after money has moved: stall-pay.test.ts looks at it, in a market with a payment gateway. */
const afterPayment = 'packages/shop/receipt/index'
const pages = miniProgramPages.filter((page) => page !== afterPayment)

const { demo, open } = onDemo()
let day: StallDay
let kept: Record<string, string>
let ids: {
  order: PlacedOrder
  waiting: PlacedOrder
  complaintId: string
  code: string
  notice: string
  trace: string
  sale: string
}

beforeAll(async () => {
  day = await openStallDay(demo.url)
  const params = { marketId: day.marketId }
  const order = await day.placeOrder()
  await day.complete(order)
  const waiting = await day.placeOrder()
  const complaint = await day.complain()
  const { batchId } = await day.bringIn('菜心')
  await day.testPositive(batchId)
  const home = await clientOf(day.url).getPublicMarketHome({ params: { marketCode: day.marketCode } })
  const intakes = await day.merchant.listIntakes({ params, query: { pageSize: 1 } })
  const sold = await day.merchant.listSales({ params, query: { pageSize: 1 } })
  ids = {
    order,
    waiting,
    ...complaint,
    notice: home.notices.at(-1)?.noticeId ?? '',
    trace: intakes.items[0]?.batch.traceCode ?? '',
    sale: sold.items[0]?.saleId ?? '',
  }
  kept = await usedPhone(day, { order, complaint })
})

/** What a page must be told to show something; the others find what they need on the phone. */
const told = (page: string): Readonly<Record<string, string>> => {
  const at: Readonly<Record<string, () => Record<string, string>>> = {
    'packages/guide/stall/index': () => ({ stall: 'A-01' }),
    'packages/guide/notice/index': () => ({ notice: ids.notice }),
    'packages/guide/trace/index': () => ({ code: ids.trace }),
    'packages/guide/slip/index': () => ({ sale: ids.sale }),
    'packages/guide/map/index': () => ({ list: '西红柿,鸡蛋,豆腐' }),
    'packages/shop/goods/index': () => ({ q: '西红柿' }),
    'packages/shop/order/index': () => ({ group: ids.order.orderGroupId }),
    'packages/shop/complain/index': () => ({ stall: 'A-01' }),
    'packages/shop/case/index': () => ({ code: ids.code, kind: 'complaint' }),
    'packages/stall/price-history/index': () => ({ listing: day.listings[0]?.listingId ?? '' }),
    'packages/stall/photos/index': () => ({ listing: day.listings[0]?.listingId ?? '' }),
    'packages/stall/order/index': () => ({ order: ids.waiting.stallOrderId }),
    'packages/stall/complaint/index': () => ({ complaint: ids.complaintId }),
  }
  return { market: day.marketCode, ...at[page]?.() }
}

const faultsOf = async (page: Page, size: { readonly large: boolean }): Promise<string[]> => [
  ...(await shiftFaults(page)),
  ...(await layoutFaults(page)),
  ...(await readingFaults(page)),
  ...(await smallTypeFaults(page, size)),
  ...(await accessFaults(page)),
]

describe.each([sizes.phone, sizes.phoneLarge, sizes.phoneDark, sizes.phoneLargeDark])('on a $name', (size) => {
  let watched: Watched
  let context: BrowserContext
  beforeAll(async () => {
    watched = await open(size)
    context = watched.context
    await keepOnPhone(context, kept)
    await watchShifts(context)
  })
  afterAll(() => watched.close())

  it.each(pages)('the page %s stands still, fits and can be read', async (name) => {
    const page = await context.newPage()
    const answers: string[] = []
    page.on('response', (answer) => {
      if (answer.status() >= 400) answers.push(`${answer.status()}: ${answer.url()}`)
    })
    page.on('pageerror', ({ message }) => answers.push(message))
    await page.goto(`${demo.url}/m/#/${name}?${new URLSearchParams(told(name)).toString()}`)
    await settled(page)
    // The way is found on the phone after the page stands.
    if (name === 'packages/guide/map/index') await page.locator('.way__title').waitFor()
    await keepPicture(page, `form/${size.name}/${name.replaceAll('/', '-').replace(/-index$/, '')}`)
    expect([...answers, ...(await faultsOf(page, size))]).toEqual([])
    await page.close()
  })
})
