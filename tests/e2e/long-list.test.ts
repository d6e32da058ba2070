/** A market of a thousand stalls on a phone: the list is scrolled from end to end, and at every step rows fill the screen. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { sizes } from './support/browser.ts'
import { passwordOf } from './support/demo.ts'
import { clientAt } from './support/ledger.ts'
import { onDemo } from './support/stage.ts'

const wanted = 1000
/** Less than a screen, as a thumb scrolls. */
const stepPx = 700
const mostRows = 150
const mostNodes = 3000

const { demo, open, go } = onDemo()
beforeAll(async () => {
  const operator = await clientAt(demo.url, 'operator', passwordOf('operator'))
  const params = { marketId: (await operator.listMarkets()).items[0]?.marketId ?? '' }
  const { total } = await operator.listStalls({ params, query: { pageSize: 1 } })
  const codes = Array.from({ length: wanted - total }, (_, i) => `Z-${String(i + 1).padStart(4, '0')}`)
  for (let at = 0; at < codes.length; at += 20)
    await Promise.all(codes.slice(at, at + 20).map((code) => operator.createStall({ params, body: { code } })))
})

interface Look {
  /** Heights, from the top of the screen, at which there is neither a row nor a line that says what is going on. */
  readonly blanks: readonly number[]
  readonly rows: number
  readonly nodes: number
  readonly ended: boolean
}
const look = (page: Page, scrollBy: number): Promise<Look> =>
  page.evaluate(async (by) => {
    const scroller = Array.from(document.querySelectorAll('.taro_page')).find((one) => one.clientHeight > 0)
    scroller?.scrollBy(0, by)
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    await frame()
    const top = document.querySelector('.page__top')?.getBoundingClientRect().bottom ?? 0
    const blanks: number[] = []
    for (let y = Math.ceil(top) + 4; y < innerHeight; y += 12) {
      const met = document.elementFromPoint(innerWidth / 2, y)
      if (met?.closest('.stall-row, .count, .list-end, .demo, .page__top') === null) blanks.push(y)
    }
    const end = document.querySelector('.list-end')?.getBoundingClientRect()
    const atEnd = scroller === undefined || scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2
    return {
      blanks,
      rows: document.querySelectorAll('.stall-row').length,
      nodes: document.querySelectorAll('.page *').length,
      ended: atEnd && end !== undefined && (document.querySelector('.list-end')?.textContent ?? '').includes('到底了'),
    }
  }, scrollBy)

/** Between a card and the line below it lies a gap, and below the last line the page ends; a row is taller than both. */
const gapsOnly = ({ blanks }: Look): boolean => {
  let run = 1
  for (const [i, y] of blanks.entries()) {
    run = i > 0 && y - (blanks[i - 1] ?? 0) === 12 ? run + 1 : 1
    if (run * 12 > 48) return false
  }
  return true
}

describe.each([sizes.phone, sizes.phoneLarge])('with large type $large', (size) => {
  it('a thousand stalls scroll to the end and back without a blank, in a bounded number of nodes', async () => {
    const { page, takeProblems, close } = await open(size)
    await go(page, 'packages/guide/stalls/index?market=ZZDEMO')
    await page.getByText('共 1,000 个摊位').waitFor()
    const looks: Look[] = []
    let seen = await look(page, 0)
    while (!seen.ended && looks.length < 400) {
      looks.push(seen)
      seen = await look(page, stepPx)
    }
    expect(seen.ended).toBe(true)
    await page.getByText('到底了，一共 1,000 个摊位').waitFor()
    for (let i = 0; i < 20; i++) looks.push(await look(page, -stepPx))
    expect(looks.filter((one) => !gapsOnly(one))).toEqual([])
    expect(Math.max(...looks.map(({ rows }) => rows))).toBeLessThanOrEqual(mostRows)
    expect(Math.max(...looks.map(({ nodes }) => nodes))).toBeLessThanOrEqual(mostNodes)
    // A jump to the very top finds the first rows as they were.
    await page.evaluate(() => document.querySelectorAll('.taro_page').forEach((one) => (one.scrollTop = 0)))
    await page.locator('#stall-A-01').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })
})
