/** A complaint after it was handed in: its clocks, the stall's answer and the end of it, on the shopper's phone. */
import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { sizes } from './support/browser.ts'
import { clientOf } from './support/ledger.ts'
import { keepOnPhone } from './support/phone.ts'
import { onDemo } from './support/stage.ts'
import { openStallDay, type StallDay } from './support/stall-day.ts'
import { inSight, look, says, tap, type } from './support/walk.ts'

const { demo, open, go } = onDemo()
let day: StallDay
beforeAll(async () => {
  day = await openStallDay(demo.url)
})

/** What is copied of a code that was marked with a finger, and what of it stands alone on a line. */
const readOut = (where: Locator) =>
  where.evaluate((element) => {
    const selection = getSelection()
    selection?.selectAllChildren(element)
    const copied = selection?.toString() ?? ''
    selection?.removeAllRanges()
    const lines = new Map<number, string>()
    for (const group of Array.from(element.querySelectorAll('.code-group'))) {
      const top = Math.round(group.getBoundingClientRect().top)
      lines.set(top, (lines.get(top) ?? '') + (group.textContent ?? ''))
    }
    return { copied, lone: lines.size === 0 ? ['no group'] : [...lines.values()].filter((line) => line.length < 4) }
  })

describe.each([sizes.phone, sizes.phoneLarge])('a shopper with large type $large', (size) => {
  it('sees by when who has to answer, reads the answer, adds to it, and ends it by agreeing', async () => {
    const { complaintId, code } = await day.complain()
    const at = { params: { marketId: day.marketId, complaintId } }
    const { page, context, takeProblems, close } = await open(size)
    const kept = { code, kind: 'complaint', marketName: '', stallCode: day.stallCode, at: new Date().toISOString() }
    await keepOnPhone(context, { cases: JSON.stringify([kept]) })
    await go(page, `packages/shop/cases/index?market=${day.marketCode}`)
    await says(page, day.stallCode)
    await tap(page, `#case-${code}`)
    await says(page, '等摊主答复')
    await says(page, '办理期限')
    await says(page, /^\d+月\d+日前$/)
    await look(page, size, 'complaint/waiting')
    await day.merchant.moveComplaint({ ...at, body: { action: 'answer', note: '已退差价一元二角，并道歉。' } })
    await page.reload()
    await says(page, '已退差价一元二角，并道歉。')
    await type(page, 'add-note', '收到退款了')
    await tap(page, '#send-note')
    await says(page, '收到退款了')
    await look(page, size, 'complaint/answered')
    await tap(page, '#agree')
    await says(page, '已和解')
    expect((await day.operator.getComplaint(at)).state).toBe('settled')
    expect(await readOut(inSight(page, '#case-code'))).toEqual({ copied: code, lone: [] })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await tap(page, '#copy-code')
    await says(page, /^查询码已复制/)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code)
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('finds a complaint or a report from another phone by its code, and is told plainly when there is none', async () => {
    const { code } = await day.complain()
    const report = await clientOf(demo.url).submitReport({
      params: { marketCode: day.marketCode },
      body: { category: 'food_safety', description: '夜里卖没有检疫的肉', stallCode: day.stallCode },
    })
    const { page, close } = await open(size)
    await go(page, `packages/shop/cases/index?market=${day.marketCode}`)
    await says(page, '还没有投诉或举报')
    await type(page, 'case-code-field', code.toLowerCase())
    await tap(page, '#look-up')
    await says(page, '等摊主答复')
    await tap(page, '#back')
    await type(page, 'case-code-field', report.code)
    await tap(page, '#look-up')
    await says(page, '举报')
    await says(page, '已收到')
    await tap(page, '#back')
    await type(page, 'case-code-field', 'XXXXXXXX')
    await tap(page, '#look-up')
    await says(page, /没有找到/)
    await look(page, size, 'complaint/unknown')
    await close()
  })
})
