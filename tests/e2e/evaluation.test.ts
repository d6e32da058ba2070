/** One whole evaluation in the browser: seven people, each at their own page, from application to public notice. */
import { businessDate } from '@smart-market/shared/time.ts'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { keepPicture, settled, sizes } from './support/browser.ts'
import { enterConsole, passwordOf as demoPassword, signIn, startDemo } from './support/demo.ts'
import { clientAt } from './support/ledger.ts'
import { layoutFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const { demo, open, enter } = onDemo()

type DemoOfficer = 'operator' | 'district' | 'city'
const as = async (role: DemoOfficer, address: string, work: (page: Page) => Promise<void>): Promise<void> => {
  const { page, takeProblems, close, home: market } = await enter(role)
  await page.goto(`${market}/${address}`)
  await settled(page)
  await work(page)
  expect(takeProblems()).toEqual([])
  await close()
}
const drawer = (page: Page) => page.getByRole('dialog')
/** Presses a step of the course and confirms it in its drawer. */
const takeStep = async (page: Page, name: string, after: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click()
  await drawer(page).getByRole('button', { name, exact: true }).click()
  await page.getByText(after, { exact: true }).first().waitFor()
}

/** The first bytes of the file behind a link. */
const downloaded = async (page: Page, name: string, bytes: number): Promise<string> => {
  const link = page.getByRole('link', { name })
  const response = await page.request.get(new URL((await link.getAttribute('href')) ?? '', page.url()).href)
  return (await response.body()).toString('latin1', 0, bytes)
}

const people = [
  { group: '区县日常考核', loginName: 'daily-1', name: '赵考核', total: 88 },
  { group: '第三方测评', loginName: 'third-1', name: '钱测评', total: 82.5 },
  { group: '市级综合评定', loginName: 'dept-1', name: '孙评定', total: 90 },
] as const
const passwordOf = (loginName: string): string => `${loginName} 2026 pass`

/** Full points but for what comes off the first leaves, so that the sheet adds up to the total. */
const fillSheet = async (page: Page, total: number): Promise<void> => {
  let off = 100 - total
  const rows = page.locator('section.sheet-row')
  for (const row of await rows.all()) {
    const max = Number(/（([\d.]+) 分）/.exec((await row.locator('strong').first().textContent()) ?? '')?.[1])
    const less = Math.min(off, max)
    off -= less
    await row.getByLabel(/得分$/).fill(String(max - less))
    await row.getByLabel(/理由$/).fill(less > 0 ? '现场发现不符合要求的经营户' : '现场核对，符合要求')
  }
}

describe('an evaluation', () => {
  let address = ''

  it('is applied for by the market, with report, conditions, licence and a bonus item', async () => {
    await as('operator', 'evaluations', async (page) => {
      await page.getByText('本市场还没有申请过评定').waitFor()
      await page.getByRole('button', { name: '申请评定' }).click()
      await drawer(page).getByRole('button', { name: '开始填写' }).click()
      await page.getByRole('link', { name: /年度评定$/ }).click()
      await page.getByText('还不能「提交申请」').waitFor()
      address = new URL(page.url()).pathname.split('/').slice(-2).join('/')
      await page.getByRole('button', { name: '填写申请报告' }).click()
      const form = drawer(page)
      for (const [label, text] of [
        ['公司名称', '示范农贸市场管理有限公司'],
        ['公司基本概况', '市场于 2019 年开业，经营蔬菜、水产、肉类等。'],
        ['市场内部管理机构、人员情况', '设总经理一名，管理人员十二名，制度十五项。'],
        ['市场智慧化投入情况及智慧化介绍', '三年投入 320 万元，摊位屏全部更新。'],
        ['本市场智慧化建设工作亮点', '一摊一码，价格全部亮屏。'],
      ] as const)
        await form.getByLabel(label, { exact: true }).fill(text)
      for (const box of await form.getByRole('checkbox').all()) await box.check()
      await form.getByRole('button', { name: '保存' }).click()
      await page.getByText('三年投入 320 万元').waitFor()
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: '营业执照.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.from('%PDF-1.4 licence'),
        })
      await page.getByRole('link', { name: '营业执照.pdf' }).waitFor()
      await page.getByRole('button', { name: '申报加分事项' }).click()
      const bonus = drawer(page)
      await bonus.getByLabel('申报内容').fill('全市首个一摊一码全覆盖的市场')
      await bonus.getByLabel('申报依据').fill('区里发文推广')
      await bonus.getByLabel('申报单位意见').fill('同意申报')
      await bonus.getByLabel('申请加几分').fill('3')
      await bonus.getByRole('button', { name: '申报', exact: true }).click()
      await page.getByText('待区级审核').waitFor()
      await keepPicture(page, 'evaluation/application')
      await page.getByRole('button', { name: '下载附件' }).click()
      for (const paper of ['附件3 申请报告', '附件4 加分事项申报表'])
        for (const [form, firstBytes] of [
          ['Word', 'PK'],
          ['PDF', '%PDF'],
        ] as const)
          expect(await downloaded(page, `${paper}（${form}）`, firstBytes.length)).toBe(firstBytes)
      await page.keyboard.press('Escape')
      await takeStep(page, '提交申请', '待区级初审')
    })
  })

  it('is checked by the district, condition by condition, and passed on', async () => {
    await as('district', address, async (page) => {
      await page.getByRole('button', { name: '审核', exact: true }).click()
      await drawer(page).getByLabel('审核意见').fill('情况属实，同意上报')
      await drawer(page).getByRole('button', { name: '提交审核' }).click()
      await page.getByText('待市级确认').waitFor()
      await page.getByRole('button', { name: '初审通过并上报' }).click()
      for (const name of ['开办条件与管理制度', '信用与舆情', '创建考核'])
        await drawer(page)
          .getByRole('radiogroup', { name: `${name}核查结论` })
          .getByText('符合', { exact: true })
          .click()
      await keepPicture(page, 'evaluation/first-check')
      await drawer(page).getByRole('button', { name: '初审通过并上报' }).click()
      await page.getByText('已上报，待安排评分').waitFor()
    })
  })

  it('gets its assessors from the city in three groups', async () => {
    await as('city', address, async (page) => {
      await page.getByRole('button', { name: '审核', exact: true }).click()
      await drawer(page).getByLabel('审核意见').fill('同意')
      await drawer(page).getByRole('button', { name: '提交审核' }).click()
      await page.getByText('已确认', { exact: true }).waitFor()
      for (const { group, loginName, name } of people) {
        await page.getByRole('button', { name: '安排评分人员' }).click()
        const form = drawer(page)
        await form.getByRole('combobox').click()
        await page.locator('.ant-select-item-option').filter({ hasText: group }).click()
        await form.getByLabel('账号', { exact: true }).fill(loginName)
        await form.getByLabel('姓名（新账号）').fill(name)
        await form.getByLabel('初始密码（新账号）').fill(passwordOf(loginName))
        await form.getByRole('button', { name: '安排', exact: true }).click()
        await page.getByRole('cell', { name }).waitFor()
      }
      await keepPicture(page, 'evaluation/assessors')
      await takeStep(page, '开始评分', '评分中')
    })
  })

  it.each(people)(
    'is scored by $name ($group), who sees no sheet but their own',
    async ({ loginName, name, total }) => {
      const { page, takeProblems, close } = await open()
      await page.goto(`${demo.url}/console/`)
      await signIn(page, loginName, passwordOf(loginName))
      await page.waitForURL('**/console/m/*/today')
      takeProblems()
      await page.goto(`${page.url().replace(/\/today$/, '')}/${address}`)
      await page.getByText('汇总之前，每张评分表只有本人能看。').waitFor()
      expect(await page.getByRole('link', { name: /^(赵考核|钱测评|孙评定)$/ }).count()).toBe(0)
      await page
        .getByRole('button', { name: '填写我的评分表' })
        .or(page.getByRole('link', { name: '填写我的评分表' }))
        .click()
      await page.locator('section.sheet-row').first().waitFor()
      await fillSheet(page, total)
      await page.getByText(`合计 ${total} / 100 分`).waitFor()
      if (name === '钱测评') await keepPicture(page, 'evaluation/sheet')
      await page.getByRole('button', { name: '提交评分表' }).click()
      await page
        .getByRole('button', { name: '提 交' })
        .or(page.getByRole('button', { name: '提交', exact: true }))
        .click()
      await page.getByText('已提交', { exact: true }).waitFor()
      expect(takeProblems()).toEqual([])
      await close()
    },
  )

  it('comes to 88.1 and is announced', async () => {
    await as('city', address, async (page) => {
      await takeStep(page, '汇总评分', '已汇总，待公示')
      await page.getByText('88×20% + 82.5×60% + 90×20% + 3 = 88.1').waitFor()
      await keepPicture(page, 'evaluation/result')
      await takeStep(page, '开始公示', '公示中')
    })
  })

  it('can be vetoed only with a written reason', async () => {
    await as('city', address, async (page) => {
      await page.getByRole('button', { name: '否决', exact: true }).click()
      await drawer(page).getByRole('button', { name: '否决', exact: true }).click()
      await drawer(page).getByText('请写明理由').waitFor()
      await keepPicture(page, 'evaluation/veto')
      await drawer(page).getByRole('button', { name: '取消' }).click()
      await page.getByText('公示中', { exact: true }).first().waitFor()
    })
  })

  it('stands on the public list for people without an account, on a desk and on a phone', async () => {
    for (const size of [sizes.desk, sizes.phone, sizes.phoneLarge]) {
      const { page, takeProblems, close } = await open(size)
      await page.goto(`${demo.url}/console/evaluation-notices`)
      await settled(page)
      await page.getByText('88.1 分').waitFor()
      await keepPicture(page, `evaluation/public-${size.name}`)
      expect({ size: size.name, faults: await layoutFaults(page) }).toEqual({ size: size.name, faults: [] })
      expect(takeProblems()).toEqual([])
      await close()
    }
  })

  it('fits every screen of those who follow it', async () => {
    for (const size of [sizes.desk, sizes.deskLarge, sizes.phone, sizes.phoneLarge]) {
      const { page, close, home: market } = await enter('city', size)
      for (const place of ['evaluations', address]) {
        await page.goto(`${market}/${place}`)
        await settled(page)
        await keepPicture(page, `evaluation/${place === address ? 'page' : 'list'}-${size.name}`)
        expect({ place, size: size.name, faults: await layoutFaults(page) }).toEqual({
          place,
          size: size.name,
          faults: [],
        })
      }
      await close()
    }
  })

  it('is passed when the notice is over, and awarded once', async () => {
    // Five working days and whatever lies between them.
    demo.moveDays(15)
    await as('city', address, async (page) => {
      await takeStep(page, '评定通过', '已评定')
      await page.getByRole('button', { name: '登记奖补', exact: true }).click()
      await drawer(page).getByLabel('奖补金额（元）').fill('200000')
      await drawer(page).getByRole('button', { name: '登记奖补', exact: true }).click()
      await page.getByText('已奖补', { exact: true }).first().waitFor()
      await page.getByText('200000.00 元').or(page.getByText('200,000.00 元')).first().waitFor()
      await keepPicture(page, 'evaluation/awarded')
    })
    await as('operator', address, async (page) => {
      await page.getByText('已奖补', { exact: true }).first().waitFor()
      await page.getByText('88.1').first().waitFor()
      for (const deed of ['提交申请', '初审通过并上报', '开始评分', '汇总评分', '开始公示', '评定通过', '登记奖补'])
        await page.locator('.ant-timeline').getByText(deed, { exact: true }).waitFor()
    })
  })
})

describe('an evaluation that is vetoed', () => {
  it('ends there, with its reason, and is announced to nobody', async () => {
    const again = await startDemo()
    const operator = await clientAt(again.url, 'operator', demoPassword('operator'))
    const marketId = (await operator.listMarkets({ query: {} })).items[0]?.marketId ?? ''
    const year = Number(businessDate(new Date()).slice(0, 4))
    const { evaluationId } = await operator.createEvaluation({ params: { marketId }, body: { year } })
    const params = { marketId, evaluationId }
    const gates = ['ZG1', 'ZG2', 'ZG3']
    await operator.saveApplication({
      params,
      body: {
        applicantName: '示范市场公司',
        profile: '市场于 2019 年开业。',
        organisation: '管理人员十二名。',
        investment: '三年投入 320 万元。',
        highlights: '一摊一码。',
        declarations: gates.map((gateId) => ({ gateId, holds: true, note: '已自查' })),
      },
    })
    const upload = { fileName: '营业执照.pdf', bytes: new TextEncoder().encode('%PDF-1.4 licence') }
    await operator.addEvaluationPaper({ params, query: { kind: 'licence' }, upload })
    await operator.moveEvaluation({ params, body: { action: 'submit' } })
    const district = await clientAt(again.url, 'district', demoPassword('district'))
    await district.moveEvaluation({
      params,
      body: { action: 'forward', gates: gates.map((gateId) => ({ gateId, clear: true, note: '' })) },
    })
    const { page, takeProblems, close } = await open()
    const market = await enterConsole(page, again.url, 'city', demoPassword('city'))
    takeProblems()
    await page.goto(`${market}/evaluations/${evaluationId}`)
    await page.getByRole('button', { name: '否决', exact: true }).click()
    await drawer(page).getByLabel('理由').fill('检查期间发现伪造检测记录，已移交查处')
    await drawer(page).getByRole('button', { name: '否决', exact: true }).click()
    await page.getByText('已否决', { exact: true }).first().waitFor()
    await page.getByText('检查期间发现伪造检测记录，已移交查处').first().waitFor()
    expect(await page.getByRole('button', { name: '开始评分', exact: true }).count()).toBe(0)
    await page.goto(`${again.url}/console/evaluation-notices`)
    await page.getByText('现在没有正在公示或已经评定的市场。').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
    await again.stop()
  })
})
