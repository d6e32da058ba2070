export default definePageConfig({ navigationBarTitleText: '改价记录', enablePullDownRefresh: true })
