/** Every page of the mini-program opened by a bare link on a phone that was never used: it says what to do, it never loads for ever. */
import { describe, expect, it } from 'vitest'
import { settled, sizes } from './support/browser.ts'
import { miniProgramPages } from './support/pages.ts'
import { onDemo } from './support/stage.ts'
import { look } from './support/walk.ts'

const { open, go } = onDemo()

/** Words are longest in large type. */
const size = sizes.phoneLarge

describe('opened by a bare link', () => {
  it.each(miniProgramPages)('the page %s has something to say and a way on', async (name) => {
    const { page, close } = await open(size)
    const scripts: string[] = []
    page.on('pageerror', ({ message }) => scripts.push(message))
    await go(page, `${name}`)
    await settled(page)
    await look(page, size, `bare/${name.replaceAll('/', '-')}`)
    // Besides the way back there is a tap that leads on.
    const ways = page.locator('.page:visible').last().locator('.tap:not(#back):visible')
    expect(await ways.count()).toBeGreaterThan(0)
    expect(scripts).toEqual([])
    await close()
  })
})
