/** Codes in a browser: a label leads to its trace, and the number on a sign, typed, to the stall. */
import { describe, expect, it } from 'vitest'
import { sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { onDemo } from './support/stage.ts'
import { inSight, look, says, tap, type } from './support/walk.ts'

const marketCode = 'ZZDEMO'
const { demo, open, go } = onDemo()

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  it('reads the trace of a label with neither login nor app, and in the app from what is on sale', async () => {
    const { items } = await clientOf(demo.url).listPublicBatches({ params: { marketCode, stallCode: 'A-01' } })
    const code = items[0]?.traceCode ?? ''
    const { page, takeProblems, close } = await open(size)
    await page.goto(`${demo.url}/t/${code}`)
    await page.getByText('示范蔬菜合作社（演示）').first().waitFor()
    await go(page, `packages/guide/trace/index?code=${code}`)
    await says(page, '示范蔬菜合作社（演示）')
    await look(page, size, 'codes/trace')
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('types the number on the sign where nothing can be scanned', async () => {
    const { page, takeProblems, close } = await open(size)
    await go(page, `pages/home/index?market=${marketCode}`)
    await tap(page, '#tab-scan')
    await type(page, 'stall-number', 'ａ－０１')
    await look(page, size, 'codes/typed')
    await tap(page, '#primary')
    await inSight(page, '.sign__code').getByText('A-01').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })
})
