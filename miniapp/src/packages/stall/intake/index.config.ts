export default definePageConfig({ navigationBarTitleText: '进货登记', enablePullDownRefresh: true })
