interface PublicMarketView {
  readonly name: string
  readonly demo: boolean
}

/** Shown on the login page only when the server holds a demo market. */
export const demoHint = (markets: readonly PublicMarketView[]): { title: string; text: string } | null => {
  const demo = markets.filter((m) => m.demo)
  if (demo.length === 0) return null
  return {
    title: `这里有演示数据：${demo.map((m) => m.name).join('、')}`,
    text: '演示账号和密码在启动服务时打印在终端里，可向安装人员索取。',
  }
}

/** Where to go after login: back to the page that asked, as long as it is a page of this console. */
export const afterLogin = (from: string | undefined): string =>
  from !== undefined && /^\/m\/[^/]+/.test(from) && !from.includes('//') ? from : '/'
