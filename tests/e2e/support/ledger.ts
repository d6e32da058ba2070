/** A small market's ledger file with its faults, and devices that speak through the API. */
import type { Api } from '@smart-market/shared/api.ts'
import { type Client, createClient } from '@smart-market/shared/client.ts'
import { screenFields } from '@smart-market/shared/contracts/devices.ts'
import { creditCodeCheckCharacter } from '@smart-market/shared/credit-code.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import { addDays } from '@smart-market/shared/time.ts'

const creditCodeOf = (n: number): string => {
  const first17 = `92410105MA${String(n).padStart(7, '0')}`
  return first17 + (creditCodeCheckCharacter(first17) ?? '')
}

/** Three good rows, of which A-02 has an expired licence; row 5 has a wrong check digit, row 6 an impossible date. */
export const ledgerFile = (today: string): string => {
  const wrong = creditCodeOf(4).slice(0, 17) + (creditCodeOf(4).endsWith('A') ? 'B' : 'A')
  const rows = [
    ['A-01', '蔬菜区', '王记蔬菜', creditCodeOf(1), '13800000001', '蔬菜', addDays(today, 300)],
    ['A-02', '蔬菜区', '李记豆腐', creditCodeOf(2), '13800000002', '豆制品', addDays(today, -10)],
    ['A-03', '水产区', '周记水产', creditCodeOf(3), '13800000003', '鲜活水产', addDays(today, 300)],
    ['A-04', '水产区', '吴记水产', wrong, '13800000004', '鲜活水产', addDays(today, 300)],
    ['A-05', '水产区', '郑记水产', creditCodeOf(5), '13800000005', '冰鲜', '2027-02-30'],
  ]
  const heading = ['摊位号', '分区', '经营户名称', '统一社会信用代码', '联系电话', '经营范围', '营业执照有效期至']
  const numbered = rows.map((row) => [...row, `ZZ${row[0]}`, 'A'])
  return [[...heading, '营业执照编号', '信用等级'], ...numbered].map((row) => row.join(',')).join('\r\n')
}

export const clientOf = (url: string, token?: string): Client<Api> =>
  createClient<Api>(paths, async (request) => {
    const response = await fetch(url + request.url, {
      method: request.method,
      headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(request.body === undefined ? {} : { body: request.body as BodyInit }),
    })
    return { status: response.status, data: await response.json() }
  })

/** The product's own API over HTTP, as the person of the login. */
export const clientAt = async (url: string, loginName: string, password: string): Promise<Client<Api>> => {
  const { token } = await clientOf(url).login({ body: { loginName, password } })
  return clientOf(url, token)
}

const shows = [...screenFields]

/** Registers a screen at each stall and lets it say once that it is on and shows everything. */
export const turnScreensOn = async (
  url: string,
  client: Client<Api>,
  marketId: string,
  stallCodes: readonly string[],
): Promise<void> => {
  const params = { marketId }
  const { items } = await client.listStalls({ params, query: { pageSize: 200 } })
  for (const code of stallCodes) {
    const stallId = items.find((stall) => stall.code === code)?.stallId ?? null
    await client.registerDevice({
      params,
      body: { code: `SCR-${code}`, name: `${code} 摊位屏`, kind: 'screen', stallId },
    })
  }
  const { secret } = await client.createApiKey({ params, body: { name: '屏幕网关', scopes: ['devices:write'] } })
  const heartbeats = stallCodes.map((code) => ({ deviceCode: `SCR-${code}`, shows }))
  await clientOf(url, secret).recordHeartbeats({ params, body: { heartbeats } })
}
