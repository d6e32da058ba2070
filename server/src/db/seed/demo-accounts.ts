/** Demo logins, and a client of the product's own API for them. */
import type { Hono } from 'hono'
import type { Api } from '@smart-market/shared/api.ts'
import { type Client, createClient } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import type { Role } from '@smart-market/shared/route.ts'
import type { HttpEnv } from '../../http/mount.ts'

export interface DemoLogin {
  readonly loginName: string
  readonly password: string
  readonly displayName: string
}

export const demoMarketCode = 'ZZDEMO'

export const demoAccounts: readonly (DemoLogin & { readonly role: Role; readonly wide?: 'city' | 'district' })[] = [
  { loginName: 'operator', password: 'demo-operator-2026', displayName: '市场开办者', role: 'market_operator' },
  { loginName: 'staff', password: 'demo-staff-2026', displayName: '市场工作人员', role: 'market_staff' },
  { loginName: 'merchant', password: 'demo-merchant-2026', displayName: '经营户', role: 'merchant' },
  { loginName: 'inspector', password: 'demo-inspector-2026', displayName: '检查人员', role: 'inspector' },
  { loginName: 'assessor', password: 'demo-assessor-2026', displayName: '第三方评价', role: 'third_party_assessor' },
  {
    loginName: 'district',
    password: 'demo-district-2026',
    displayName: '区级监管',
    role: 'district_officer',
    wide: 'district',
  },
  { loginName: 'city', password: 'demo-city-2026', displayName: '市级监管', role: 'city_officer', wide: 'city' },
]

const clientOf = (app: Hono<HttpEnv>, token?: string): Client<Api> =>
  createClient<Api>(paths, async (request) => {
    const response = await app.request(request.url, {
      method: request.method,
      headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(request.body === undefined ? {} : { body: request.body as string }),
    })
    return { status: response.status, data: await response.json() }
  })

export const signIn = async (app: Hono<HttpEnv>, loginName: string): Promise<Client<Api>> => {
  const password = demoAccounts.find((one) => one.loginName === loginName)?.password ?? ''
  const { token } = await clientOf(app).login({ body: { loginName, password } })
  return clientOf(app, token)
}
