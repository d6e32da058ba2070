/** The market's map on a phone: a bag becomes one tour, the way goes on without a network, and an old place is called old. */
import { describe, expect, it } from 'vitest'
import { sizes } from './support/browser.ts'
import { onDemo } from './support/stage.ts'
import { inSight, look, says, tap, type } from './support/walk.ts'

const market = 'ZZDEMO'
const { open, go } = onDemo()

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  it('walks past all stalls of the bag in one tour, without stairs if they like, told in words', async () => {
    const { page, takeProblems, close } = await open(size)
    for (const stall of ['A-02', 'C-01', 'B-01']) {
      await go(page, `packages/guide/stall/index?market=${market}&stall=${stall}`)
      await inSight(page, '.sign__code').getByText(stall).waitFor()
      await page.locator('[id^=add-]:visible').first().click()
    }
    await go(page, 'pages/bag/index')
    await says(page, '购物袋里的 3 个摊位，一趟走完')
    await tap(page, '#bag-tour')
    await says(page, '示意图')
    await says(page, /这是最短的走法/)
    const title = await inSight(page, '.way__title').innerText()
    for (const stall of ['A-02', 'C-01', 'B-01']) expect(title).toContain(stall)
    for (const n of [1, 2, 3]) await says(page, new RegExp(`^第 ${n} 站 `))
    await says(page, /到达 [ABC]-\d\d/)
    await tap(page, '#step-free')
    await inSight(page, '#step-free[aria-checked=true]').waitFor()
    await says(page, /到达 [ABC]-\d\d/)
    await look(page, size, 'way/tour')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('finds the way from where they stand without a network, and is told how old a place is that they have left', async () => {
    const { page, context, close } = await open(size)
    await page.clock.install()
    await go(page, `packages/guide/map/index?market=${market}&to=D-02`)
    await says(page, /^去 D-02$/)
    await context.setOffline(true)
    await tap(page, '#where-change')
    await type(page, 'stall-here', 'C-03')
    await tap(page, '#use-stall-here')
    await says(page, '您在 C-03 前')
    await says(page, /从 C-03 出发/)
    await page.clock.runFor(12 * 60_000)
    await says(page, /^最后位置：C-03 前，\d+ 分钟前$/)
    await look(page, size, 'way/last-known')
    await context.setOffline(false)
    await close()
  })
})
