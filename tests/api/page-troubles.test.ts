/** What a page tells of itself when it cannot be drawn: one line in the log, and nothing about who saw it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
let lines: Record<string, unknown>[] = []
beforeAll(async () => {
  app = await startTestApp()
  app.deps.logger.error = ((line: Record<string, unknown>, words: string) =>
    void lines.push({ ...line, words })) as typeof app.deps.logger.error
})
afterAll(() => app.close())
beforeEach(() => {
  lines = []
})

const broken = {
  client: 'console' as const,
  page: '/m/$marketId/ledger',
  message: 'TypeError: Cannot read properties of undefined',
  release: 'index-AbC123.js',
}

describe('a page that cannot be drawn', () => {
  it('is told without a login, and stands in the log with its page, its reason and its build', async () => {
    await app.as().tellTrouble({ body: { ...broken, stack: 'at draw (ledger.js:10:20)' } })
    expect(lines).toEqual([
      expect.objectContaining({
        words: 'page not drawn',
        client: 'console',
        page: '/m/$marketId/ledger',
        trouble: 'TypeError: Cannot read properties of undefined',
        stack: 'at draw (ledger.js:10:20)',
        release: 'index-AbC123.js',
        requestId: expect.stringMatching(/^req_/),
      }),
    ])
  })

  it('leaves names, phones and what was searched for out of the log', async () => {
    const message = 'Unexpected token: 李女士 13800001234 of mer_1m5mqv500vctx9zh0mtft'
    await app.as().tellTrouble({ body: { ...broken, page: '/m/x/ledger?q=李女士', message } })
    expect(lines[0]).toMatchObject({ page: '/m/x/ledger', trouble: 'Unexpected token: … … of …' })
  })

  it('is refused when it tells more than a page has to tell', async () => {
    await expect(app.as().tellTrouble({ body: { ...broken, message: 'x'.repeat(301) } })).rejects.toMatchObject({
      code: 'request.invalid',
    })
    expect(lines).toEqual([])
  })

  it('is heard no more when it tells without end, and again after a quarter of an hour', async () => {
    app.setNow(new Date(app.now().getTime() + 20 * 60_000))
    for (let n = 0; n < 30; n++) await app.as().tellTrouble({ body: broken })
    await expect(app.as().tellTrouble({ body: broken })).rejects.toMatchObject({ code: 'trouble.too_many' })
    expect(lines).toHaveLength(30)
    app.setNow(new Date(app.now().getTime() + 15 * 60_000))
    await app.as().tellTrouble({ body: broken })
    expect(lines).toHaveLength(31)
  })
})
