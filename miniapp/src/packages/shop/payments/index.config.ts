export default definePageConfig({ navigationBarTitleText: '摊位付款' })
