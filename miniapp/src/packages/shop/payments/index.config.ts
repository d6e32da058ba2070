export default definePageConfig({ navigationBarTitleText: '摊位付款', enablePullDownRefresh: true })
