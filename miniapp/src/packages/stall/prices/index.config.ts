export default definePageConfig({ navigationBarTitleText: '价格', enablePullDownRefresh: true })
