/**
 * Every route against every role, read off the contracts: who is let in, who is refused, and that nobody reaches into
 * another market. A new route is covered by declaring it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '@smart-market/shared/api.ts'
import { keyScopes, roles, type Route } from '@smart-market/shared/route.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

const routes = Object.entries(api) as [string, Route][]
const byRole: Record<string, string> = {}
const byKey: Record<string, string> = {}
let helper = ''
let app: TestApp
let ownMarket = ''
let ownCode = ''
let otherMarket = ''

beforeAll(async () => {
  app = await startTestApp()
  const own = await makeMarket(app, { districtCode: '410105' })
  const other = await makeMarket(app, { districtCode: '410103' })
  ownMarket = own.marketId
  ownCode = own.code
  otherMarket = other.marketId
  const merchant = await own.addMerchant({ name: '张记蔬菜' })
  for (const role of roles) {
    const wide = role === 'city_officer' || role === 'district_officer' || role === 'shopper'
    byRole[role] = (
      await app.login(role, {
        marketId: wide ? null : ownMarket,
        ...(role === 'merchant' ? { merchantId: merchant.merchantId } : {}),
        ...(role === 'district_officer' ? { districtCode: '410105' } : {}),
      })
    ).token
  }
  const owner = app.as(byRole.merchant)
  const helperLogin = { loginName: 'helper-of-the-matrix', password: 'correct horse battery' }
  await owner.addStallHelper({
    params: { marketId: ownMarket },
    body: { ...helperLogin, displayName: '小张', rights: [] },
  })
  helper = (await app.as().login({ body: helperLogin })).token
  for (const scope of keyScopes) {
    const made = await own.operator.createApiKey({
      params: { marketId: ownMarket },
      body: { name: scope, scopes: [scope] },
    })
    byKey[scope] = made.secret
  }
})
afterAll(() => app.close())

/** Calls with nothing but an address: enough to learn whether the door opens, and every write is refused further in. */
const knock = async (route: Route, marketId: string, token?: string): Promise<string> => {
  const path = route.path
    .replace('{marketId}', marketId)
    .replace('{marketCode}', ownCode)
    .replace('{screenCode}', `${ownCode}-nothing-here`)
    .replace(/\{\w+\}/g, 'nothing-here')
  const response = await app.fetch(path, {
    method: route.method,
    headers: {
      ...(route.upload === undefined ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(route.method === 'GET' ? {} : { body: route.upload === undefined ? '"nothing"' : '' }),
  })
  const type = response.headers.get('content-type') ?? ''
  if (!type.includes('json')) return `${response.status}`
  const body = (await response.json()) as { code?: string }
  return body.code ?? `${response.status}`
}
const refusals = ['session.required', 'access.denied', 'market.not_found', 'key.invalid']
/** Logging out, or having one's data deleted, would take the role's session away. */
const endsSession = (name: string): boolean => name === 'logout' || name === 'deleteMyData'

describe.each(routes.filter(([name]) => !endsSession(name)))('%s', (_, route) => {
  const { access } = route

  it('lets nobody in without login unless it is public', async () => {
    const answer = await knock(route, ownMarket)
    if (access.scope === 'public') expect(answer).not.toBe('session.required')
    else expect(answer).toBe('session.required')
  })

  it.each(roles)('opens to %s exactly when declared', async (role) => {
    const answer = await knock(route, ownMarket, byRole[role])
    if (access.scope === 'device') return expect(answer).toBe('session.required')
    const allowed = access.scope === 'public' || access.scope === 'self' || access.roles.includes(role)
    if (allowed) expect(refusals).not.toContain(answer)
    else expect(['access.denied', 'market.not_found']).toContain(answer)
  })

  it('opens to a helper without rights exactly where the merchant may act and no stall right is asked', async () => {
    const answer = await knock(route, ownMarket, helper)
    if (access.scope === 'device') return expect(answer).toBe('session.required')
    const asMerchant = access.scope === 'public' || access.scope === 'self' || access.roles.includes('merchant')
    if (!asMerchant) expect(['access.denied', 'market.not_found']).toContain(answer)
    else if (access.scope === 'market' && access.stallRight !== undefined)
      expect(answer).toBe('stall_helper.not_allowed')
    else expect([...refusals, 'stall_helper.not_allowed']).not.toContain(answer)
  })

  it.each(keyScopes)('opens to a key for %s exactly when declared', async (scope) => {
    const answer = await knock(route, ownMarket, byKey[scope])
    const allowed = access.scope === 'public' || (access.scope === 'market' && (access.keys?.includes(scope) ?? false))
    if (allowed) expect(refusals).not.toContain(answer)
    else expect(answer).toBe(access.scope === 'device' ? 'session.required' : 'access.denied')
  })
})

describe.each(routes.filter(([, route]) => route.access.scope === 'market'))('%s', (_, route) => {
  it.each(roles.filter((role) => role !== 'city_officer'))('hides another market from %s', async (role) => {
    expect(await knock(route, otherMarket, byRole[role])).toBe('market.not_found')
  })

  it('hides another market from every key', async () => {
    for (const scope of keyScopes) expect(await knock(route, otherMarket, byKey[scope])).toBe('market.not_found')
  })
})
