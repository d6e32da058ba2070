/** Small acts on a phone, and the look at a page that every walk takes. */
import { expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { keepPicture, settled, type Size } from './browser.ts'
import { pageFaults, smallTypeFaults } from './looks.ts'
import { readingFaults } from './reading.ts'

/** Taro keeps the pages below in the document: what counts is what is in sight. */
export const inSight = (page: Page, selector: string): Locator => page.locator(`${selector}:visible`).last()
export const tap = (page: Page, selector: string): Promise<void> => inSight(page, selector).click()
export const says = (page: Page, words: string | RegExp): Promise<void> =>
  page.getByText(words).locator('visible=true').first().waitFor()
export const type = (page: Page, id: string, words: string): Promise<void> =>
  page.locator(`#${id} input:visible, #${id} textarea:visible`).last().fill(words)
/** On the number pad; `.` is its point. */
export const press = async (page: Page, keys: string): Promise<void> => {
  for (const key of keys) await tap(page, `#key-${key === '.' ? 'point' : key}`)
}

/** Something that waits until it is let go: an answer, held while a test looks at the page without it. */
export const held = (): { readonly until: Promise<void>; readonly letGo: () => void } => {
  let letGo = (): void => undefined
  const until = new Promise<void>((resolve) => (letGo = resolve))
  return { until, letGo }
}

/** Keeps a picture, and finds nothing cut off, one over another, too small, or shut to a screen reader. */
export const look = async (page: Page, size: Size, name: string): Promise<void> => {
  await settled(page)
  await keepPicture(page, `${name.split('/')[0]}/${size.name}/${name.split('/').slice(1).join('-')}`)
  const faults = [...(await readingFaults(page)), ...(await smallTypeFaults(page, size)), ...(await pageFaults(page))]
  expect({ name, faults }).toEqual({ name, faults: [] })
}
