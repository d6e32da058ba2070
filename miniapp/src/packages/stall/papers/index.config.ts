export default definePageConfig({ navigationBarTitleText: '证照和人员', enablePullDownRefresh: true })
