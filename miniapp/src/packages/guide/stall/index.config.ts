export default definePageConfig({ navigationBarTitleText: '摊位', enablePullDownRefresh: true })
