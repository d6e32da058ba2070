import { View } from '@tarojs/components'

/** WeChat asks for this component once `tabBar.custom` is set; the bar itself is part of each tab's page. */
export default function EmptyTabBar() {
  return <View />
}
