/** What the people who look at a market from outside see in the console, and what they are not offered. */
import { describe, expect, it } from 'vitest'
import { keepPicture, settled } from './support/browser.ts'
import { type DemoRole, passwordOf, signIn } from './support/demo.ts'
import { onDemo } from './support/stage.ts'

const { demo, open, enter } = onDemo()

const visitors: readonly (readonly [DemoRole, string])[] = [
  ['inspector', '检查人员'],
  ['district', '区级监管'],
  ['assessor', '第三方评价'],
]

describe.each(visitors)('as %s', (role, name) => {
  it('reads the market and is offered no change to its records', async () => {
    const { page, home, takeProblems, close } = await enter(role)
    await page.getByRole('button', { name: `账号：${name}` }).waitFor()
    for (const address of ['today', 'readiness', 'ledger', 'ledger/expiring', 'notices', 'devices', 'platforms']) {
      await page.goto(`${home}/${address}`)
      await settled(page)
      const offered = await page
        .getByRole('button', { name: /^(新建|登记|修改|停用|撤下|撤回|导入|存下今天|写一条公示|断开|领密钥)/ })
        .allInnerTexts()
      expect({ address, offered }).toEqual({ address, offered: [] })
    }
    await page.goto(`${home}/ledger/import`)
    await page.getByText('您的账号只能查看，不能导入。').waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })
})

describe('points that only a person may give', () => {
  it('lets the assessor enter points with a reason, and everyone sees them counted as judged', async () => {
    const { page, home, close } = await enter('assessor')
    await page.goto(`${home}/readiness?view=score`)
    await page.getByRole('button', { name: '全部展开' }).click()
    const leaf = page.getByRole('region', { name: '线上运营与销量' })
    await leaf.getByRole('button', { name: '人工打分' }).click()
    await page.getByLabel(/^分值/).fill('4')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('请填写理由').waitFor()
    await page.getByLabel('理由和所看的材料').fill('查看了近三个月的线上订单记录和配送单。')
    await page.getByRole('button', { name: '保存' }).click()
    await leaf.getByText('4 / 5 分').waitFor()
    await keepPicture(page, 'roles/judgement')
    await close()

    const operator = await enter('operator')
    await operator.page.goto(`${home}/readiness?view=score`)
    await operator.page.getByRole('button', { name: '全部展开' }).click()
    const same = operator.page.getByRole('region', { name: '线上运营与销量' })
    await same.getByText('4 / 5 分').waitFor()
    expect(await same.getByRole('button', { name: '人工打分' }).count()).toBe(0)
    await operator.close()
  })

  it('refuses points above the maximum under the form, which stays as it was typed', async () => {
    const { page, home, close } = await enter('district')
    await page.goto(`${home}/readiness?view=score`)
    await page.getByRole('button', { name: '全部展开' }).click()
    await page.getByRole('region', { name: '线上运营与销量' }).getByRole('button', { name: '人工打分' }).click()
    await page.getByLabel(/^分值/).fill('9')
    await page.getByLabel('理由和所看的材料').fill('现场核对')
    const refused = page.waitForResponse((response) => response.url().includes('/judgements/'))
    await page.getByRole('button', { name: '保存' }).click()
    expect((await refused).status()).toBe(422)
    await page.getByRole('dialog').getByRole('alert').first().waitFor()
    expect(await page.getByLabel(/^分值/).inputValue()).toBe('9')
    await close()
  })
})

describe('as a merchant', () => {
  it('is sent to the mini-program instead of an empty back office', async () => {
    const { page, close } = await open()
    await page.goto(`${demo.url}/console/`)
    await signIn(page, 'merchant', passwordOf('merchant'))
    await page.getByRole('link', { name: '打开小程序' }).waitFor()
    await close()
  })
})
