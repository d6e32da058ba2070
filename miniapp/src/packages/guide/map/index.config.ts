export default definePageConfig({ navigationBarTitleText: '市场地图' })
