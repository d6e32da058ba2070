export default definePageConfig({ navigationBarTitleText: '摊位订单' })
