import { View } from '@tarojs/components'
import { openTab, type Tab } from '../platform/navigation.ts'
import { text } from '../text.ts'
import { Icon, type IconName } from './icon.tsx'
import { Tap } from './tap.tsx'

const tabs: readonly { readonly tab: Tab; readonly icon: IconName }[] = [
  { tab: 'home', icon: 'home' },
  { tab: 'scan', icon: 'scan' },
  { tab: 'me', icon: 'me' },
]

export const TabBar = ({ current }: { current: Tab }) => (
  <View className="tab-bar" role="tablist" aria-label={text.tabBar}>
    {tabs.map(({ tab, icon }) => (
      <Tap
        key={tab}
        id={`tab-${tab}`}
        role="tab"
        chosen={tab === current}
        className={`tab-bar__tab ${tab === current ? 'tab-bar__tab--current' : ''}`}
        label={text.tabs[tab]}
        onTap={() => tab !== current && openTab(tab)}
      >
        <Icon name={icon} className={tab === current ? 'icon--accent' : ''} />
        <View className="tab-bar__word">{text.tabs[tab]}</View>
      </Tap>
    ))}
  </View>
)
