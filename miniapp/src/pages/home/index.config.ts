export default definePageConfig({
  navigationBarTitleText: '逛市场',
  navigationBarBackgroundColor: '#0b7a4b',
  navigationBarTextStyle: 'white',
  enablePullDownRefresh: true,
})
