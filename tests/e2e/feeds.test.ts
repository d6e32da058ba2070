/** 上报 › 推送 and 签名密钥: an operator registers a receiver, sees what it refuses, sends it again and changes keys. */
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepPicture, settled, sizes } from './support/browser.ts'
import { pageFaults } from './support/looks.ts'
import { onDemo } from './support/stage.ts'

const { enter } = onDemo()
let receiver: Server
let receiverUrl = ''
let answer = 422
beforeAll(async () => {
  receiver = createServer((request, response) => {
    request.resume()
    request.once('end', () => {
      response.writeHead(answer, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: '不认识这种数据' }))
    })
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
  const address = receiver.address()
  receiverUrl = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}/in`
})
afterAll(async () => {
  receiver.close()
})

describe('the pages of the feed', () => {
  it('register a receiver, show what it refuses, and bring it over once it takes it', async () => {
    const { page, takeProblems, close, home: market } = await enter('operator', sizes.desk)
    await page.goto(`${market}/platforms`)
    await page.getByRole('link', { name: '推送', exact: true }).click()
    await page.getByText('还没有推送对象').waitFor()
    await keepPicture(page, 'feeds/empty')
    await page.getByRole('button', { name: '登记推送对象' }).click()
    await page.getByLabel('名称', { exact: true }).fill('税务数据平台')
    await page.getByLabel('收件地址').fill(receiverUrl)
    await page.getByLabel('签名方式').click()
    await page.getByTitle('共同密钥（HMAC）').click()
    await page.getByLabel('只发这些类型').fill('market.*')
    await page.getByLabel('隐去这些字段').fill('code')
    await keepPicture(page, 'feeds/form')
    await page.getByRole('button', { name: '登记并开始推送' }).click()
    const secret = await page.getByRole('dialog').getByLabel('密钥', { exact: true }).inputValue()
    expect(secret).toMatch(/^whsec_/)
    await page.getByRole('button', { name: '我已保存好' }).click()
    await page.getByRole('link', { name: '税务数据平台' }).click()
    await page.getByText('不认识这种数据').first().waitFor({ timeout: 60_000 })
    await settled(page)
    await keepPicture(page, 'feeds/dead-letters')
    answer = 200
    await page.getByRole('button', { name: '重推', exact: true }).first().click()
    await page.getByText('已重新送达').first().waitFor()
    await page.getByRole('button', { name: '更换密钥' }).click()
    await page.getByLabel('旧密钥再用多少小时').fill('48')
    await page
      .getByRole('button', { name: '更 换' })
      .or(page.getByRole('button', { name: '更换', exact: true }))
      .click()
    expect(await page.getByRole('dialog').getByLabel('密钥', { exact: true }).inputValue()).not.toBe(secret)
    await page.getByRole('button', { name: '我已保存好' }).click()
    await page.getByText('旧密钥用到').waitFor()
    await page.getByRole('button', { name: '暂停推送' }).click()
    await page.getByText('已暂停').first().waitFor()
    expect(takeProblems()).toEqual([])
    await close()
  })

  it('find a receiver by its name, and say when there is none of that name or the list cannot be read', async () => {
    const { page, close, home: market } = await enter('operator', sizes.desk)
    await page.goto(`${market}/platforms/subscribers`)
    const search = page.getByLabel('名称或网址')
    await search.fill('税务')
    await page.getByRole('link', { name: '税务数据平台' }).waitFor()
    await search.fill('没有这家')
    await page.getByText('没有符合条件的推送对象').waitFor()
    await page.route('**/api/v1/markets/*/feed-subscribers', (route) => route.fulfill({ status: 500, body: '{}' }))
    await page.goto(`${market}/platforms/subscribers`)
    await page.getByText('没有读到内容').waitFor()
    await keepPicture(page, 'feeds/error')
    await close()
  })

  it('change the market’s signing key with an overlap', async () => {
    const { page, close, home: market } = await enter('operator', sizes.desk)
    await page.goto(`${market}/platforms/keys`)
    await settled(page)
    await page.getByRole('button', { name: '更换密钥' }).click()
    await page.getByLabel('旧密钥再用多少小时').fill('24')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^更\s?换$/ })
      .click()
    await page.getByText('即将停用').waitFor()
    await page.getByText('使用中').waitFor()
    await close()
  })

  it.each(Object.values(sizes))('fit at $width px, large type $large, and can be read aloud', async (size) => {
    const { page, takeProblems, close, home: market } = await enter('operator', size)
    const found: Record<string, readonly string[]> = {}
    const look = async (name: string): Promise<void> => {
      await settled(page)
      const faults = [...(await pageFaults(page)), ...takeProblems()]
      if (faults.length > 0) found[name] = faults
      await keepPicture(page, `feeds/${size.name}/${name}`)
    }
    for (const address of ['platforms', 'platforms/subscribers', 'platforms/keys']) {
      await page.goto(`${market}/${address}`)
      await look(address.replace('/', '-'))
    }
    await page.goto(`${market}/platforms/subscribers`)
    await page.getByRole('link', { name: '税务数据平台' }).click()
    await page.getByText('对方拒收的数据').waitFor()
    await look('subscriber')
    await page.goto(`${market}/platforms/subscribers`)
    await page.getByRole('button', { name: '登记推送对象' }).click()
    // The drawer slides in: what it holds is judged where it comes to rest.
    await page.getByRole('button', { name: '登记并开始推送' }).scrollIntoViewIfNeeded()
    await look('form')
    expect(found).toEqual({})
    await close()
  })
})
