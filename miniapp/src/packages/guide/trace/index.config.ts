export default definePageConfig({ navigationBarTitleText: '追溯' })
