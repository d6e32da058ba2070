interface PublicMarketView {
  readonly name: string
  readonly demo: boolean
}

/** Accounts that the demo market is seeded with (server/src/db/seed/demo-accounts.ts); `npm start` prints them too. */
export const demoLogins = [
  { label: '市场开办者', loginName: 'operator', password: 'demo-operator-2026' },
  { label: '市场工作人员', loginName: 'staff', password: 'demo-staff-2026' },
  { label: '区级监管人员', loginName: 'district', password: 'demo-district-2026' },
] as const

/** Shown on the login page only when the server holds a demo market. */
export const demoHint = (markets: readonly PublicMarketView[]): { title: string; logins: typeof demoLogins } | null => {
  const demo = markets.filter((m) => m.demo)
  if (demo.length === 0) return null
  return {
    title: `这里有演示数据：${demo.map((m) => m.name).join('、')}`,
    logins: demoLogins,
  }
}

/** Where to go after login: back to the page that asked, as long as it is a page of this console. */
export const afterLogin = (from: string | undefined): string =>
  from !== undefined && /^\/(m\/[^/]+|platform(?=[/?]|$))/.test(from) && !from.includes('//') ? from : '/'
