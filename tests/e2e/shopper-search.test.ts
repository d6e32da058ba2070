/** The market's home and its one search, as typed on a phone: by sound, by initials, with a slip of the finger; and a price tag. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { settled, sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { onDemo } from './support/stage.ts'
import { inSight, look, says, tap, type } from './support/walk.ts'

const market = 'ZZDEMO'
const { demo, open, go } = onDemo()

const gone = (page: Page, selector: string) =>
  page.waitForFunction(
    (wanted) => !Array.from(document.querySelectorAll(wanted)).some((one) => one.getClientRects().length > 0),
    selector,
  )

describe.each([sizes.phone, sizes.phoneLarge, sizes.phoneDark])('a shopper on a $name', (size) => {
  it('reads on the home what the market is, how full it is now, today’s guide prices, notices and the ranking with its coverage', async () => {
    const { page, takeProblems, close } = await open(size)
    await go(page, `pages/home/index?market=${market}`)
    for (const words of [
      /开放时间 06:00–19:00/,
      '现在人多不多',
      '今日参考价',
      '公示',
      '交易笔数排行',
      /个上报了交易，覆盖率 \d+%，截至/,
      '市场介绍',
      '放心消费示范市场（演示）',
    ])
      await says(page, words)
    await look(page, size, 'search/home')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('finds goods by sound, by initials, and with one slip that is owned up to', async () => {
    const { page, takeProblems, close } = await open(size)
    await go(page, `packages/shop/goods/index?market=${market}`)
    await says(page, /^共 /)
    for (const q of ['xihongshi', 'xhs']) {
      await type(page, 'search', q)
      await says(page, '西红柿')
      await page.waitForFunction(() =>
        Array.from(document.querySelectorAll('.goods__name'))
          .filter((one) => one.getClientRects().length > 0)
          .every((one) => (one.textContent ?? '').includes('西红柿')),
      )
    }
    await type(page, 'search', '西红市')
    await says(page, '没有叫“西红市”的，下面是相近的。')
    await says(page, '西红柿')
    await look(page, size, 'search/goods-slip')
    await type(page, 'search', '榴莲')
    await says(page, '没有找到“榴莲”')
    await look(page, size, 'search/goods-none')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('finds stalls by number and merchants by name, by sound and by initials, and the goods of that name beside them', async () => {
    const name = '杨记鲜肉31号'
    const found = await clientOf(demo.url).listPublicStalls({ params: { marketCode: market }, query: { q: name } })
    const stallCode = found.items.find(({ merchantName }) => merchantName === name)?.stallCode ?? ''
    const { page, takeProblems, close } = await open(size)
    await go(page, `packages/guide/stalls/index?market=${market}`)
    for (const q of [stallCode, name, 'yangjixianrou31', 'yjxr31']) {
      await type(page, 'search', '')
      await inSight(page, '#stall-A-01').waitFor()
      await type(page, 'search', q)
      await gone(page, '#stall-A-01')
      await inSight(page, `#stall-${stallCode}`).waitFor()
    }
    await type(page, 'search', 'A-0l')
    await says(page, '没有叫“A-0l”的，下面是相近的。')
    await inSight(page, '#stall-A-01').waitFor()
    await look(page, size, 'search/stalls-slip')
    await type(page, 'search', 'xhs')
    await says(page, '在售商品里有“xhs”')
    await look(page, size, 'search/stalls-goods')
    await tap(page, '#all-goods')
    await says(page, /^共 /)
    await says(page, '西红柿')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('is led by a printed price tag to the goods, with today’s price, and from there to its stall', async () => {
    const { items } = await clientOf(demo.url).listPublicListings({
      params: { marketCode: market },
      query: { stallCode: 'A-01' },
    })
    const goods = items[0]
    if (goods === undefined) throw new Error('A-01 sells nothing')
    const { page, takeProblems, close } = await open(size)
    await page.goto(`${demo.url}/g/${market}-${goods.listingId}`)
    await inSight(page, `#goods-${goods.listingId}`).waitFor()
    await says(page, /^共 1 种，/)
    await says(page, (goods.priceFen / 100).toFixed(2))
    await says(page, '演示数据，不是真实市场')
    await look(page, size, 'search/price-tag')
    // Whom a code has led here finds in the bag what they put in.
    await tap(page, `#add-${goods.listingId}`)
    await tap(page, '#primary')
    await says(page, /去结算/)
    await page.goto(`${demo.url}/g/${market}-${goods.listingId}`)
    await inSight(page, `#goods-${goods.listingId}`).waitFor()
    await tap(page, '.goods__stall')
    await inSight(page, '.sign__code').getByText('A-01').waitFor()
    await go(page, `packages/shop/goods/index?market=${market}&listing=lst_000000000000`)
    await settled(page)
    await look(page, size, 'search/price-tag-gone')
    expect(takeProblems()).toEqual([])
    await close()
  })
})
