/**
 * The main job as an operator does it: a ledger file becomes a score, two losses are mended, and the points follow
 * without a reload.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { businessDate } from '@smart-market/shared/time.ts'
import { startServer } from '../support/server-process.ts'
import { keepPicture, settled, sizes, type Watched } from './support/browser.ts'
import { createMarket } from './support/command.ts'
import { signIn } from './support/demo.ts'
import { clientAt, ledgerFile, turnScreensOn } from './support/ledger.ts'
import { onStage } from './support/stage.ts'

const login = { name: 'zhang', password: 'a long enough phrase' }
const { market, open } = onStage(
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-e2e-'))
    const env = { DATA_DIR: folder, DEMO: 'off' }
    await createMarket(env, { code: 'E2E', name: '河边农贸市场', loginName: login.name, password: login.password })
    const server = await startServer(env)
    return {
      url: server.url,
      stop: async () => {
        await server.stop()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
  () => login.password,
)
let operator: Watched
let page: Page
let marketId = ''
beforeAll(async () => {
  operator = await open()
  page = operator.page
})

const go = async (address: string): Promise<void> => {
  await page.goto(`${market.url}/console/m/${marketId}/${address}`)
  await settled(page)
}
/** Points of the page header, e.g. `3–58`. */
const headerPoints = (): Promise<string> => page.locator('.shell-points .score').innerText()
const totalNow = async () => {
  const client = await clientAt(market.url, login.name, login.password)
  const { total, criteria } = await client.getAssessment({ params: { marketId, rubricId: 'zhengzhou-2021' } })
  const z1 = criteria[0]
  if (total === null || z1 === undefined) throw new Error('the Zhengzhou rubric has points')
  return { low: total.low, high: total.high, z1: z1.low, client }
}

describe('from a ledger file to a mended score', () => {
  it('greets the operator of an empty market with its four first steps', async () => {
    await page.goto(`${market.url}/console/`)
    await signIn(page, login.name, login.password)
    await page.waitForURL('**/console/m/*/today')
    marketId = /\/m\/([^/]+)\//.exec(page.url())?.[1] ?? ''
    await page.getByText('四步开始').waitFor()
    await keepPicture(page, 'main-job/1-first-steps')
  })

  it('checks the file row by row before anything is written', async () => {
    await go('ledger/import')
    const file = { name: '台账.csv', mimeType: 'text/csv', buffer: Buffer.from(ledgerFile(businessDate(new Date()))) }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByText('哪一列是什么').waitFor()
    await keepPicture(page, 'main-job/2-columns')
    await page.getByRole('button', { name: '下一步：检查' }).click()
    await page.getByText('3 行正确，2 行有问题').waitFor()
    const faults = page.getByLabel('有问题的单元格')
    expect(await faults.getByText('第 5 行').count()).toBeGreaterThan(0)
    expect(await faults.getByText('第 6 行').count()).toBeGreaterThan(0)
    await keepPicture(page, 'main-job/3-preview')
    const { client } = await totalNow()
    expect((await client.listLedger({ params: { marketId } })).total).toBe(0)
  })

  it('imports the good rows and gives the others back as a file', async () => {
    await page.getByText('只导入正确的行').click()
    await page.getByRole('button', { name: '开始导入' }).click()
    await page.getByText('正确的行已导入').waitFor()
    await keepPicture(page, 'main-job/4-result')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载未导入的行' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
    const bytes = await readFile(await download.path())
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
    await page.getByRole('link', { name: '查看结果' }).click()
    await page.getByRole('link', { name: 'A-03' }).waitFor()
    const { client } = await totalNow()
    expect((await client.listLedger({ params: { marketId } })).total).toBe(3)
  })

  it('names the stall and the merchant on which each point hangs', async () => {
    const { client } = await totalNow()
    await turnScreensOn(market.url, client, marketId, ['A-02', 'A-03'])
    await client.registerDevice({
      params: { marketId },
      body: {
        code: 'SCR-A-01',
        name: 'A-01 摊位屏',
        kind: 'screen',
        stallId: (await client.listStalls({ params: { marketId }, query: { q: 'A-01' } })).items[0]?.stallId ?? null,
      },
    })
    await go('readiness?view=losses')
    const losses = page.getByLabel('失分清单', { exact: true })
    await losses.getByRole('link', { name: /A-01/ }).waitFor()
    expect(await losses.innerText()).toContain('摊位屏从来没有上线过')
    expect(await losses.innerText()).toContain('1 张证照已过期')
    expect((await totalNow()).z1).toBe(8)
    await keepPicture(page, 'main-job/5-losses')
  })

  it('tries out a repair without saving it', async () => {
    const before = await totalNow()
    const row = page.getByRole('row', { name: /A-02/ })
    await row.getByRole('checkbox').first().check()
    await page.getByRole('status').getByText('假设 1 处已改好').waitFor()
    await page
      .locator('.what-if-text')
      .getByText(/\+\s?1/)
      .waitFor()
    await keepPicture(page, 'main-job/6-what-if')
    expect((await totalNow()).low).toBe(before.low)
    await page.getByRole('button', { name: '清空勾选' }).click()
  })

  it('raises the points in the header when a licence is renewed and again when a paired screen comes on', async () => {
    const before = await totalNow()
    await go('readiness?view=losses')
    const shown = await headerPoints()
    await page.getByLabel('失分清单', { exact: true }).getByRole('link', { name: /A-02/ }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByLabel('证照', { exact: true }).getByRole('button', { name: '修改' }).first().click()
    const until = page.getByLabel('有效期至')
    await until.fill('2035-12-31')
    await until.press('Tab')
    await page.getByRole('button', { name: '保存' }).click()
    await page.waitForFunction((old) => document.querySelector('.shell-points .score')?.textContent !== old, shown)
    const renewed = await totalNow()
    expect(renewed.low).toBe(before.low + 1)

    await go('devices')
    const half = await headerPoints()
    await page
      .getByRole('row', { name: /SCR-A-01/ })
      .getByRole('button', { name: '领密钥' })
      .click()
    await page.getByRole('tooltip').or(page.locator('.ant-popover')).getByRole('button', { name: '领取' }).click()
    const address = await page.locator('.ant-modal .mono-text').innerText()
    const wall = await open({ ...sizes.desk, width: 1280, height: 800 })
    await wall.page.goto(address)
    await wall.page.getByText('● 已联网').waitFor()
    expect(wall.page.url()).not.toContain('key=')
    await keepPicture(wall.page, 'main-job/8-wall')
    expect((await totalNow()).z1).toBe(10)
    await page.waitForFunction((old) => document.querySelector('.shell-points .score')?.textContent !== old, half)
    const both = await totalNow()
    expect(both.z1).toBe(10)
    expect(await headerPoints()).toContain(`${both.low}–${both.high}`)
    expect(wall.takeProblems()).toEqual([])
    await wall.close()
    await page.getByRole('button', { name: '我已保存好' }).click()
  })

  it('keeps today in the trend, prints the sheet and hands it out as a file', async () => {
    await go('readiness')
    await page.getByRole('button', { name: '存下今天' }).click()
    await page.getByRole('tab', { name: '历次评价' }).click()
    const { low, high } = await totalNow()
    await page.getByLabel('历次评价', { exact: true }).getByText(`${low}–${high} / 100 分`).first().waitFor()
    await page.getByRole('img', { name: '历次评价得分' }).waitFor()
    await keepPicture(page, 'main-job/7-trend')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出评分表' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
    await go('readiness/print')
    await page.getByText('河边农贸市场', { exact: true }).waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
  })

  it('left nothing in the browser console on the way', () => {
    expect(operator.takeProblems().filter((problem) => !problem.includes('401'))).toEqual([])
  })
})
