export default definePageConfig({ navigationBarTitleText: '食品安全', enablePullDownRefresh: true })
