export default definePageConfig({ navigationBarTitleText: '选择市场' })
