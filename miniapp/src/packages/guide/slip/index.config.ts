export default definePageConfig({ navigationBarTitleText: '小票', enablePullDownRefresh: true })
