/** A photograph, made in the browser that will send it. */
import type { Page } from 'playwright-core'

/** Larger than the server takes: the phone makes it smaller first. `words` stand on it. */
export const photograph = async (page: Page, words: string) => {
  const url = await page.evaluate((written) => {
    const canvas = document.createElement('canvas')
    canvas.width = 2400
    canvas.height = 3200
    const paint = canvas.getContext('2d')
    if (paint) {
      paint.fillStyle = '#fffef5'
      paint.fillRect(0, 0, canvas.width, canvas.height)
      paint.fillStyle = '#222222'
      paint.font = '120px sans-serif'
      paint.fillText(written, 300, 400)
    }
    return canvas.toDataURL('image/png')
  }, words)
  return { name: `${words}.png`, mimeType: 'image/png', buffer: Buffer.from(url.split(',')[1] ?? '', 'base64') }
}

/** Taps what asks for a photo, and chooses this one. */
export const givePhoto = async (page: Page, selector: string, words: string): Promise<void> => {
  const photo = await photograph(page, words)
  const chooser = page.waitForEvent('filechooser')
  await page.locator(selector).locator('visible=true').first().click()
  await (await chooser).setFiles(photo)
}
