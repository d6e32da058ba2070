/** The phone number of a WeChat account, for a form its owner fills in: given once, kept nowhere by itself. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { noFaults } from '@smart-market/server/features/payments/gateway/faults.ts'
import { createMiniProgram } from '@smart-market/server/features/payments/channels/wechat/mini-program.ts'
import { miniProgramSettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import { startTestApp } from '../support/app.ts'
import { type PaidApp, startPaidApp } from '../support/payments.ts'

let app: PaidApp
const written: string[] = []
beforeAll(async () => {
  app = await startPaidApp(undefined, { timeoutMs: 30_000 })
  const { logger } = app.deps
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    logger[level] = ((...args: unknown[]) => void written.push(JSON.stringify(args))) as typeof logger.debug
})
afterAll(() => app.close())
beforeEach(() => app.gateway.setFaults(noFaults))

const newShopper = async () => {
  const { token, account } = await app.as().startShopperSession()
  return { shopper: app.as(token), userId: account.userId }
}

it('is given for a good code, with a row in the log that does not hold it', async () => {
  const { shopper, userId } = await newShopper()
  expect(await shopper.readMyWechatPhone({ body: { code: 'phone-86-13800001234' } })).toEqual({ phone: '13800001234' })
  const rows = await withSystemTransaction(app.deps, (tx) =>
    tx.select().from(auditLog).where(eq(auditLog.subjectId, userId)),
  )
  expect(rows.map(({ action }) => action)).toContain('wechat_phone.read')
  expect(JSON.stringify([rows, written])).not.toContain('13800001234')
})

it('is refused for a code that was used, is none, or stands for a number of another country', async () => {
  const { shopper } = await newShopper()
  const code = 'phone-86-13900005678'
  await shopper.readMyWechatPhone({ body: { code } })
  for (const bad of [code, 'nonsense'])
    await expect(shopper.readMyWechatPhone({ body: { code: bad } })).rejects.toMatchObject({
      code: 'wechat_phone.code_refused',
      status: 422,
    })
  await expect(shopper.readMyWechatPhone({ body: { code: 'phone-852-61234567' } })).rejects.toMatchObject({
    code: 'wechat_phone.foreign',
    message: '这个微信绑定的不是中国大陆手机号（区号 +852），请直接填写能联系到您的号码。',
  })
  expect(written.join()).not.toMatch(/61234567|13900005678/)
})

it('is unsure while WeChat does not answer, and comes with another token when the one at hand was taken away', async () => {
  const { shopper } = await newShopper()
  app.gateway.setFaults({ ...noFaults, request: (path) => (path.startsWith('/wxa/') ? 'broken' : 'none') })
  await expect(shopper.readMyWechatPhone({ body: { code: 'phone-86-13700001111' } })).rejects.toMatchObject({
    code: 'wechat_phone.unsure',
    status: 503,
  })
  app.gateway.setFaults(noFaults)
  app.gateway.dropToken()
  const given = await shopper.readMyWechatPhone({ body: { code: 'phone-86-13700001111' } })
  expect(given).toEqual({ phone: '13700001111' })
})

it('is typed where there is no mini-program, and by who is not signed in', async () => {
  const bare = await startTestApp()
  const { token } = await bare.as().startShopperSession()
  await expect(bare.as(token).readMyWechatPhone({ body: { code: 'phone-86-13800001234' } })).rejects.toMatchObject({
    code: 'wechat_phone.unavailable',
  })
  await bare.close()
  await expect(app.as().readMyWechatPhone({ body: { code: 'phone-86-13800001234' } })).rejects.toMatchObject({
    status: 401,
  })
})

it.each([
  ['{"errcode":0,"phone_info":{"purePhoneNumber":"13800001234","countryCode":86}}', 'known'],
  ['{"errcode":0,"phone_info":{"purePhoneNumber":"13800001234","countryCode":"+86"}}', 'known'],
  ['{"errcode":0}', 'unknown'],
  ['{"errcode":-1,"errmsg":"system error"}', 'unknown'],
  ['{"errcode":45011,"errmsg":"api minute-quota reach limit"}', 'unknown'],
  ['{"errcode":40029,"errmsg":"invalid code"}', 'refused'],
  ['<html>502</html>', 'unknown'],
])('takes %s for %s', async (text, state) => {
  const asked: [string, unknown][] = []
  const mini = createMiniProgram({
    clock: app.now,
    serviceMerchantNumber: null,
    settings: miniProgramSettingsFor('https://api.weixin.qq.com'),
    fetch: async (url, { body }) => {
      asked.push([url, body])
      return new Response(url.includes('/stable_token') ? '{"access_token":"t","expires_in":7200}' : text)
    },
  })
  const answer = await mini.phoneOf('the-code')
  expect(answer.state).toBe(state)
  if (answer.state === 'known') expect(answer).toMatchObject({ phone: '13800001234', countryCode: '86' })
  expect(asked.at(-1)).toEqual([
    'https://api.weixin.qq.com/wxa/business/getuserphonenumber?access_token=t',
    '{"code":"the-code"}',
  ])
})
