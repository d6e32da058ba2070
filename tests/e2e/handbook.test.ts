/**
 * The pictures of the operator's handbook (docs/handbook), taken from the demo market; those of the supervision page are
 * taken by district.test.ts. Run with `HANDBOOK=on` after a change of the pages; without it the handbook's pictures are only checked to be there and small.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { settled, sizes } from './support/browser.ts'
import { onDemo } from './support/stage.ts'

const handbook = fileURLToPath(new URL('../../docs/handbook/', import.meta.url))
const images = path.join(handbook, 'images')
const largestBytes = 150 * 1024

const shots: readonly (readonly [file: string, address: string])[] = [
  ['today.png', 'today'],
  ['readiness.png', 'readiness'],
  ['losses.png', 'readiness?view=losses&q=C-04'],
  ['ledger.png', 'ledger?pageSize=20'],
  ['import.png', 'ledger/import'],
  ['devices.png', 'devices?kind=camera'],
]

describe.runIf(process.env.HANDBOOK === 'on')('the handbook, as its pictures are taken', () => {
  const { demo, open, enter, go } = onDemo()
  it('shows the pages as they are now', async () => {
    const { page, home } = await enter('operator', { ...sizes.desk, width: 1100, height: 690 })
    for (const [file, address] of shots) {
      await page.goto(`${home}/${address}`)
      await settled(page)
      await page.getByText('● 实时').waitFor()
      await page.getByText('演示数据').first().waitFor()
      if (address.startsWith('readiness')) await page.getByText('郑州市智慧化商品交易市场评定').first().waitFor()
      await page.screenshot({ path: path.join(images, file), animations: 'disabled' })
    }
    const phone = await open(sizes.phoneLarge)
    await go(phone.page, 'packages/guide/stall/index?market=ZZDEMO&stall=C-04')
    await settled(phone.page)
    // The same expired paper on the phone as on the screen: below what the page begins with.
    await phone.page
      .getByText('已过期')
      .locator('visible=true')
      .first()
      .evaluate((paper) => paper.scrollIntoView({ block: 'center' }))
    await phone.page.screenshot({ path: path.join(images, 'stall-on-a-phone.png'), animations: 'disabled' })
    await page.setViewportSize({ width: 960, height: 540 })
    await page.goto(`${demo.url}/screen/stall/ZZDEMO-C-04`)
    await page.getByText('已过期').first().waitFor()
    await page.screenshot({ path: path.join(images, 'stall-screen.png'), animations: 'disabled' })
  })
})

describe('the handbook', () => {
  it('names every picture that it has, and none is large', () => {
    const named = readdirSync(handbook)
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => {
        const text = readFileSync(path.join(handbook, file), 'utf8')
        const pictures = [...text.matchAll(/\(images\/([\w.-]+)\)/g)].map(([, picture]) => picture)
        expect(pictures.length).toBeLessThanOrEqual(8)
        return pictures
      })
    expect([...named].sort()).toEqual(readdirSync(images).sort())
    for (const file of named) expect(statSync(path.join(images, file ?? '')).size).toBeLessThanOrEqual(largestBytes)
  })
})
