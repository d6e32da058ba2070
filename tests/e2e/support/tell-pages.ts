/** After a failed browser test: what each open page showed, on lines that the closing summary of CI keeps. */
import { afterEach } from 'vitest'
import { openPages } from './browser.ts'

/** Characters of a page's text; its beginning says which page it is and whether it waits, refuses or is empty. */
const toldLength = 300

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const page of openPages) {
    const read = page.evaluate(() => document.body.innerText)
    const late = new Promise<string>((resolve) => setTimeout(() => resolve('does not answer'), 5_000))
    const told = await Promise.race([read, late]).catch((trouble: unknown) => String(trouble))
    const words = told.replaceAll(/\s+/g, ' ').slice(0, toldLength)
    process.stdout.write(`\n FAIL seen at ${page.url()}: ${words}\n`)
  }
})
