/** What a page must not do at any size: run over its side, cut off the main button, or shut out a screen reader. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

/** Sentences about what is wrong with the layout; none when all is well. */
export const layoutFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const faults: string[] = []
    const wide = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth > wide) {
      const culprits = Array.from(document.querySelectorAll('body *'))
        .filter((element) => element.getBoundingClientRect().right > wide + 1)
        .slice(-3)
        .map((element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`)
      faults.push(`page is ${document.documentElement.scrollWidth} px wide on ${wide} px: ${culprits.join(' | ')}`)
    }
    for (const button of Array.from(document.querySelectorAll<HTMLElement>('.ant-btn-primary, #primary'))) {
      const box = button.getBoundingClientRect()
      if (box.width === 0) continue
      const scroller = button.closest('.ant-table-content, .ant-table-body')
      if (scroller === null && (box.left < 0 || box.right > wide + 1)) faults.push(`"${button.innerText}" is cut off`)
      if (button.scrollWidth > button.clientWidth + 2) faults.push(`the words of "${button.innerText}" do not fit`)
    }
    return faults
  })

interface AxeNode {
  readonly target: readonly unknown[]
  readonly failureSummary?: string
}
interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly impact?: string | null
    readonly help: string
    readonly nodes: readonly AxeNode[]
  }[]
}
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What fades in or out has no colours yet to be measured; what turns for ever is not waited for. */
export const still = (page: Page) =>
  page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => {
      const endless = effect?.getComputedTiming().endTime === Infinity
      return playState !== 'running' || endless
    }),
  )

/** Serious and critical findings of axe-core, one line each. */
export const accessFaults = async (page: Page): Promise<string[]> => {
  await still(page)
  const known = await page.evaluate(() => 'axe' in window)
  if (!known) await page.evaluate(axeSource)
  const { violations } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(root: Document, options: object): Promise<AxeResults> } }
    return axe.run(document, { resultTypes: ['violations'] })
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help} — ${nodes
          .slice(0, 4)
          .map((node) => `${String(node.target[0])} (${(node.failureSummary ?? '').split('\n').at(1)?.trim() ?? ''})`)
          .join(' | ')}`,
    )
}

/** What is wrong with any page, at a desk, on a wall or in a hand. */
export const pageFaults = async (page: Page): Promise<string[]> => [
  ...(await layoutFaults(page)),
  ...(await accessFaults(page)),
]

/** On a phone: words below 14 px, 18 px in large type, and targets below 44 px, 60 px in large type. */
export const smallTypeFaults = (page: Page, { large }: { readonly large: boolean }): Promise<string[]> =>
  page.evaluate(
    ({ type, target }) => {
      const shown = (element: Element): boolean => element.getClientRects().length > 0
      const faults = new Set<string>()
      for (const element of Array.from(document.querySelectorAll('.page *'))) {
        const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && (node.nodeValue ?? '').trim())
        if (!own || !shown(element)) continue
        const size = Number.parseFloat(getComputedStyle(element).fontSize)
        if (size < type) faults.add(`${size} px: "${(element.textContent ?? '').trim().slice(0, 20)}"`)
      }
      for (const field of Array.from(document.querySelectorAll('.page input, .page textarea'))) {
        const size = Number.parseFloat(getComputedStyle(field).fontSize)
        if (shown(field) && size < type) faults.add(`${size} px in the field ${field.closest('[id]')?.id ?? ''}`)
      }
      for (const element of Array.from(document.querySelectorAll('.page .tap'))) {
        const { width, height } = element.getBoundingClientRect()
        if (height > 0 && (height < target - 0.5 || width < target - 0.5))
          faults.add(
            `target ${Math.round(width)}×${Math.round(height)}: "${(element.textContent ?? '').trim().slice(0, 20)}"`,
          )
      }
      return [...faults]
    },
    large ? { type: 18, target: 60 } : { type: 14, target: 44 },
  )
