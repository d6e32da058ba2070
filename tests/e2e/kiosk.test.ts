/** The guide on a touch screen at the door: large keys, the way in words, taken along by a code, and back at the start by itself. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { keepPicture, sizes } from './support/browser.ts'
import { pageFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const { demo, open } = onDemo()

/** Large enough for a finger at an arm's length. */
const smallestKey = 60
const smallKeys = (page: Page): Promise<string[]> =>
  page.evaluate(
    (least) =>
      Array.from(
        document.querySelectorAll<HTMLElement>('main button, #zoom button, #levels button, #desk a, #desk button'),
      )
        .filter((one) => one.getClientRects().length > 0)
        .filter((one) => one.getBoundingClientRect().height < least - 0.5)
        .map((one) => `${Math.round(one.getBoundingClientRect().height)} px: ${one.innerText}`),
    smallestKey,
  )
const looked = async (page: Page, name: string): Promise<void> => {
  await keepPicture(page, `kiosk/${name}`)
  expect([...(await pageFaults(page)), ...(await smallKeys(page))]).toEqual([])
}
const steps = (page: Page): Promise<string[]> => page.locator('.steps li').allInnerTexts()
const goTo = async (page: Page, stallCode: string): Promise<void> => {
  for (const key of stallCode) await page.locator('.keys').getByRole('button', { name: key, exact: true }).click()
  await page.locator('.list button', { hasText: stallCode }).first().click()
  await page.getByRole('heading', { name: new RegExp(stallCode) }).waitFor()
}

describe.each([
  { name: 'upright', width: 1080, height: 1920 },
  { name: 'lying', width: 1920, height: 1080 },
])('a touch screen, $name', (screen) => {
  const size = { ...sizes.desk, ...screen }

  it('says that its map is a schematic one, finds a stall by its keys, and leads there in words', async () => {
    const { page, takeProblems, close } = await open(size)
    await page.goto(`${demo.url}/kiosk/ZZDEMO`)
    await page.getByText('示意图', { exact: true }).waitFor()
    await page.locator('.list button').first().waitFor()
    await looked(page, `${screen.name}-start`)
    await goTo(page, 'C-03')
    expect((await steps(page)).length).toBeGreaterThan(1)
    expect((await steps(page)).at(-1)).toContain('C-03')
    await looked(page, `${screen.name}-way`)
    await page.getByRole('button', { name: '不走楼梯' }).click()
    await page.getByRole('button', { name: '不走楼梯', pressed: true }).waitFor()
    await page.getByRole('button', { name: '再加一个摊位' }).click()
    await page.getByText('已选 C-03，再选一个一起走').waitFor()
    await goTo(page, 'A-07')
    await page.getByRole('heading', { name: /^去 [AC]-\d+ → [AC]-\d+$/ }).waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('gives the way to the phone that scans its code, where it stands without a code of its own', async () => {
    const { page, close } = await open(size)
    await page.goto(`${demo.url}/kiosk/ZZDEMO`)
    await goTo(page, 'D-02')
    const image = page.getByAltText('扫码把路线带到手机上')
    expect(await image.evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth))).toBeGreaterThan(
      0,
    )
    const asked = new URL((await image.getAttribute('src')) ?? '', demo.url)
    expect(asked.searchParams.get('to')).toBe('D-02')
    const told = await steps(page)
    for (const phoneSize of [sizes.phone, sizes.phoneLarge]) {
      const phone = await open(phoneSize)
      await phone.page.goto(`${demo.url}/kiosk/ZZDEMO?to=D-02&phone=1`)
      await phone.page.locator('.steps li').first().waitFor()
      expect(await steps(phone.page)).toEqual(told)
      expect(await phone.page.getByAltText('扫码把路线带到手机上').count()).toBe(0)
      await keepPicture(phone.page, `kiosk/${phoneSize.name}-taken`)
      expect(await pageFaults(phone.page)).toEqual([])
      await phone.close()
    }
    await close()
  })

  it('warns when nobody touches it, stays for who does, and else returns to start by itself', async () => {
    const { page, close } = await open(size)
    await page.clock.install()
    await page.goto(`${demo.url}/kiosk/ZZDEMO`)
    await goTo(page, 'B-02')
    await page.clock.runFor(55_000)
    await page.getByText(/^\d 秒后回到首页，点一下屏幕继续看$/).waitFor()
    await page.locator('#market').click()
    await page.clock.runFor(30_000)
    expect((await steps(page)).length).toBeGreaterThan(0)
    await page.clock.runFor(61_000)
    await page.locator('.keys').waitFor()
    expect(await page.locator('.steps').count()).toBe(0)
    expect(await page.locator('input.typed').inputValue()).toBe('')
    await close()
  })
})
