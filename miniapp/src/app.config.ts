const isWeapp = process.env.TARO_ENV === 'weapp'

export default defineAppConfig({
  entryPagePath: 'pages/home/index',
  pages: ['pages/home/index', 'pages/scan/index', 'pages/bag/index', 'pages/me/index', 'pages/markets/index'],
  subPackages: [
    {
      root: 'packages/guide',
      name: 'guide',
      pages: ['stalls/index', 'stall/index', 'notice/index', 'map/index', 'trace/index', 'slip/index'],
    },
    {
      root: 'packages/shop',
      name: 'shop',
      pages: [
        'goods/index',
        'checkout/index',
        'orders/index',
        'order/index',
        'complain/index',
        'cases/index',
        'case/index',
        'privacy/index',
        'pay/index',
        'receipt/index',
        'payments/index',
      ],
    },
    {
      root: 'packages/stall',
      name: 'stall',
      pages: [
        'today/index',
        'orders/index',
        'order/index',
        'prices/index',
        'stall/index',
        'goods/index',
        'photos/index',
        'price-history/index',
        'intake/index',
        'food/index',
        'complaints/index',
        'complaint/index',
        'papers/index',
        'helpers/index',
        'income/index',
      ],
    },
    { root: 'packages/rider', name: 'rider', pages: ['parcels/index'] },
  ],
  preloadRule: {
    'pages/home/index': { network: 'all', packages: ['guide'] },
    'pages/bag/index': { network: 'all', packages: ['shop'] },
  },
  // The bar is drawn by ui/tab-bar in both targets: WeChat's own has 10 px type that no setting can enlarge.
  tabBar: {
    custom: true,
    color: '#4b5750',
    selectedColor: '#0b7a4b',
    backgroundColor: '#ffffff',
    list: [
      { pagePath: 'pages/home/index', text: '逛市场' },
      { pagePath: 'pages/scan/index', text: '扫一扫' },
      { pagePath: 'pages/bag/index', text: '购物袋' },
      { pagePath: 'pages/me/index', text: '我的' },
    ],
  },
  window: {
    navigationBarBackgroundColor: isWeapp ? '@bar' : '#ffffff',
    navigationBarTextStyle: isWeapp ? '@barText' : 'black',
    navigationBarTitleText: '智慧市场',
    backgroundColor: isWeapp ? '@ground' : '#f2f5f3',
    backgroundTextStyle: isWeapp ? '@pull' : 'dark',
    onReachBottomDistance: 400,
  },
  // WeChat draws its own bar, so it is told the colours of both; the style sheets follow the phone by themselves.
  ...(isWeapp ? { darkmode: true, themeLocation: 'theme.json' } : { animation: false }),
  lazyCodeLoading: 'requiredComponents',
  sitemapLocation: 'sitemap.json',
  __usePrivacyCheck__: true,
  requiredPrivateInfos: ['chooseLocation'],
})
