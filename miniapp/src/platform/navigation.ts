import Taro, {
  useDidHide,
  useDidShow,
  usePageScroll,
  usePullDownRefresh,
  useReachBottom,
  useRouter,
} from '@tarojs/taro'
import { useEffect } from 'react'
import { isH5 } from './system.ts'

export const tabRoutes = {
  home: '/pages/home/index',
  scan: '/pages/scan/index',
  bag: '/pages/bag/index',
  me: '/pages/me/index',
} as const
export type Tab = keyof typeof tabRoutes

export const routes = {
  markets: '/pages/markets/index',
  stalls: '/packages/guide/stalls/index',
  stall: '/packages/guide/stall/index',
  notice: '/packages/guide/notice/index',
  map: '/packages/guide/map/index',
  trace: '/packages/guide/trace/index',
  slip: '/packages/guide/slip/index',
  complain: '/packages/shop/complain/index',
  cases: '/packages/shop/cases/index',
  case: '/packages/shop/case/index',
  privacy: '/packages/shop/privacy/index',
  goods: '/packages/shop/goods/index',
  pay: '/packages/shop/pay/index',
  receipt: '/packages/shop/receipt/index',
  payments: '/packages/shop/payments/index',
  checkout: '/packages/shop/checkout/index',
  orders: '/packages/shop/orders/index',
  order: '/packages/shop/order/index',
  riderParcels: '/packages/rider/parcels/index',
  sellerToday: '/packages/stall/today/index',
  sellerOrders: '/packages/stall/orders/index',
  sellerOrder: '/packages/stall/order/index',
  sellerPrices: '/packages/stall/prices/index',
  sellerStall: '/packages/stall/stall/index',
  sellerGoods: '/packages/stall/goods/index',
  sellerPhotos: '/packages/stall/photos/index',
  sellerPriceHistory: '/packages/stall/price-history/index',
  sellerIntake: '/packages/stall/intake/index',
  sellerFood: '/packages/stall/food/index',
  sellerComplaints: '/packages/stall/complaints/index',
  sellerComplaint: '/packages/stall/complaint/index',
  sellerPapers: '/packages/stall/papers/index',
  sellerHelpers: '/packages/stall/helpers/index',
  sellerIncome: '/packages/stall/income/index',
} as const
export type Route = keyof typeof routes
export type Params = Readonly<Record<string, string | undefined>>

/** WeChat refuses an eleventh page; the last free place is left for the system. */
const deepestStack = 9

const addressOf = (route: Route, params: Params): string => {
  const query = Object.entries(params).flatMap(([k, v]) => (v ? [`${k}=${encodeURIComponent(v)}`] : []))
  return query.length === 0 ? routes[route] : `${routes[route]}?${query.join('&')}`
}
const depth = (): number => Taro.getCurrentPages().length

export const openPage = (route: Route, params: Params = {}): void => {
  const url = addressOf(route, params)
  void (depth() >= deepestStack ? Taro.redirectTo({ url }) : Taro.navigateTo({ url }))
}
/**
 * In place of the page in sight, so that "back" does not lead to a form that was sent; a form waits for it, so that it
 * cannot be sent again meanwhile.
 */
export const replacePage = (route: Route, params: Params = {}): Promise<unknown> =>
  Taro.redirectTo({ url: addressOf(route, params) })
export const openTab = (tab: Tab): void => {
  void Taro.switchTab({ url: tabRoutes[tab] })
}

/** One page back; from a page that was opened by a code or a link, to the market's home. */
export const goBack = (): void => {
  if (depth() > 1) void Taro.navigateBack()
  else openTab('home')
}

/** Goes back when the page below is this route, so that a walk between two pages does not pile them up. */
export const returnTo = (route: Route, params: Params = {}): void => {
  const pages = Taro.getCurrentPages()
  const below = pages[pages.length - 2]?.route ?? ''
  if (routes[route].endsWith(below) && below !== '') goBack()
  else openPage(route, params)
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Neither WeChat nor Taro's H5 router decodes query values. */
export const usePageParams = (): Params =>
  Object.fromEntries(Object.entries(useRouter().params).map(([k, v]) => [k, v === undefined ? v : decode(v)]))

/** The address of the page that asks, as in app.config.ts. */
export const usePagePath = (): string => (useRouter().path ?? '').replace(/^\/|\?.*$/g, '')

export const tabAt = (path: string): Tab | undefined => {
  const found = Object.entries(tabRoutes).find(([, route]) => route === `/${path}`)
  return found?.[0] as Tab | undefined
}

/** The same distance as `onReachBottomDistance` in app.config.ts. */
const nearEndPx = 400

/**
 * Taro's own event for H5 fires once and then waits for a scroll position away from the end; a jump from end to end
 * (the End key, a flung scroll bar) skips that position, and the list would stand still.
 */
const useH5ReachEnd = (atEnd: () => void): void =>
  usePageScroll(() => {
    const shown = Array.from(document.querySelectorAll<HTMLElement>('.taro_page')).find((page) => page.offsetHeight > 0)
    if (shown && shown.scrollHeight - shown.scrollTop - shown.clientHeight < nearEndPx) atEnd()
  })

/** Calls back, maybe several times, while the shopper is near the end of the page. */
export const useReachEnd: (atEnd: () => void) => void = isH5 ? useH5ReachEnd : useReachBottom

/** To what stands above, where a tap further down has changed something. */
export const scrollToTop = (): void => {
  void Taro.pageScrollTo({ scrollTop: 0, duration: 200 })
}

/** Calls back whenever the page comes into sight, also after another page was closed above it. */
export const useShown: (shown: () => void) => void = useDidShow

export const useHidden: (hidden: () => void) => void = useDidHide

/** Calls back when the page is pulled down, where the page's config allows it. */
export const usePulled = (refresh: (() => void) | undefined): void =>
  usePullDownRefresh(() => {
    refresh?.()
    Taro.stopPullDownRefresh()
  })

export const usePageTitle = (title: string): void => {
  useEffect(() => {
    void Taro.setNavigationBarTitle({ title })
  }, [title])
}
