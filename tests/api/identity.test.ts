import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

describe('login', () => {
  it('opens a session that tells who is there', async () => {
    const officer = await app.login('city_officer')
    const me = await officer.getMe()
    expect(me.memberships).toEqual([
      {
        role: 'city_officer',
        marketId: null,
        marketName: null,
        merchantId: null,
        stallRights: null,
        districtCode: null,
      },
    ])
  })

  it('answers a wrong account and a wrong password alike', async () => {
    await app.login('inspector')
    const attempt = (loginName: string) => app.as().login({ body: { loginName, password: 'x' } })
    await expect(attempt('nobody-here')).rejects.toMatchObject({ status: 401, code: 'session.wrong_credentials' })
    await expect(attempt('inspector-2')).rejects.toMatchObject({ status: 401, code: 'session.wrong_credentials' })
  })

  it('throttles an account after five wrong passwords and lets it in again after the window', async () => {
    await app.login('market_staff')
    const attempt = (password: string) => app.as().login({ body: { loginName: 'market_staff-3', password } })
    for (let i = 0; i < 5; i++)
      await expect(attempt('wrong')).rejects.toMatchObject({ code: 'session.wrong_credentials' })
    await expect(attempt('correct horse 3')).rejects.toMatchObject({ status: 429, code: 'session.throttled' })
    const before = app.now()
    app.setNow(new Date(before.getTime() + 16 * 60_000))
    await expect(attempt('correct horse 3')).resolves.toMatchObject({ account: { loginName: 'market_staff-3' } })
    app.setNow(before)
  })

  it('sends a cookie that scripts cannot read', async () => {
    await app.login('inspector')
    const response = await app.fetch('/api/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginName: 'inspector-4', password: 'correct horse 4' }),
    })
    expect(response.headers.get('set-cookie')).toMatch(/^smart_market_session=[^;]{40,}; .*HttpOnly; SameSite=Lax/)
  })
})

describe('sessions', () => {
  it('end at logout, at their time, and when revoked', async () => {
    const user = await app.login('city_officer')
    await user.logout()
    await expect(user.getMe()).rejects.toMatchObject({ status: 401, code: 'session.expired' })

    const late = await app.login('city_officer')
    const before = app.now()
    app.setNow(new Date(before.getTime() + 13 * 3_600_000))
    await expect(late.getMe()).rejects.toMatchObject({ code: 'session.expired' })
    app.setNow(before)
    const sessions = await late.listMySessions()
    const current = sessions.items.find((item) => item.current)
    await late.revokeMySession({ params: { sessionId: current?.sessionId ?? '' } })
    await expect(late.getMe()).rejects.toMatchObject({ code: 'session.expired' })
  })

  it('cannot be ridden by a page of another site', async () => {
    const { token } = await app.login('city_officer')
    const headers = { cookie: `smart_market_session=${token}`, origin: 'https://evil.example', host: 'market.example' }
    const response = await app.fetch('http://market.example/api/v1/sessions/current', { method: 'DELETE', headers })
    expect(await response.json()).toMatchObject({ code: 'request.cross_site' })
  })
})

describe('errors', () => {
  it('have one body, in Chinese, with the request id of the header', async () => {
    const response = await app.fetch('/api/v1/me')
    const body = (await response.json()) as { requestId: string }
    expect(response.status).toBe(401)
    expect(body).toMatchObject({ code: 'session.required', message: '请先登录。' })
    expect(response.headers.get('x-request-id')).toBe(body.requestId)
  })

  it.each([
    ['a broken body', '{"loginName":', 400, 'request.bad_json'],
    ['a nesting bomb', '['.repeat(100_000), 400, 'request.bad_json'],
    ['a body over the limit', `"${'x'.repeat(300 * 1024)}"`, 413, 'request.too_large'],
    ['a NUL in a text', '{"loginName":"a\\u0000b","password":"x"}', 400, 'request.bad_json'],
    ['half a surrogate pair', '{"loginName":"\\ud83d","password":"x"}', 400, 'request.bad_json'],
    ['a missing field', '{}', 422, 'request.invalid'],
  ])('refuse %s', async (_, body, status, code) => {
    const response = await app.fetch('/api/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
      body,
    })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code])
  })
  it('count a body of unknown length while it comes, and refuse it at the limit', async () => {
    const response = await app.fetch('/api/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      body: `"${'x'.repeat(300 * 1024)}"`,
    })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'request.too_large'])
  })
})
