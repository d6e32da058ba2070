export default defineAppConfig({
  entryPagePath: 'pages/home/index',
  pages: ['pages/home/index', 'pages/scan/index', 'pages/bag/index', 'pages/me/index', 'pages/markets/index'],
  subPackages: [
    {
      root: 'packages/guide',
      name: 'guide',
      pages: ['stalls/index', 'stall/index', 'notice/index', 'map/index', 'trace/index'],
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
      ],
    },
    {
      root: 'packages/stall',
      name: 'stall',
      pages: ['today/index', 'orders/index', 'order/index', 'prices/index', 'stall/index'],
    },
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
    navigationBarBackgroundColor: '#ffffff',
    navigationBarTextStyle: 'black',
    navigationBarTitleText: '智慧市场',
    backgroundColor: '#f2f5f3',
    backgroundTextStyle: 'dark',
    onReachBottomDistance: 400,
  },
  ...(process.env.TARO_ENV === 'h5' ? { animation: false } : {}),
  lazyCodeLoading: 'requiredComponents',
  sitemapLocation: 'sitemap.json',
  __usePrivacyCheck__: true,
  requiredPrivateInfos: ['chooseLocation'],
})
