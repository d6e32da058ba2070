export default definePageConfig({ navigationBarTitleText: '投诉和举报' })
