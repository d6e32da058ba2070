export default definePageConfig({ navigationBarTitleText: '追溯', enablePullDownRefresh: true })
