export default definePageConfig({ navigationBarTitleText: '付款给摊位' })
