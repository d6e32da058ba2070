export default definePageConfig({ navigationBarTitleText: '付款凭条', enablePullDownRefresh: true })
