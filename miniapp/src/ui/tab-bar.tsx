import { View } from '@tarojs/components'
import { createContext, useContext } from 'react'
import { openTab, type Tab } from '../platform/navigation.ts'
import { text } from '../text.ts'
import { Icon, type IconName } from './icon.tsx'
import { Tap } from './tap.tsx'

const tabs: readonly { readonly tab: Tab; readonly icon: IconName }[] = [
  { tab: 'home', icon: 'home' },
  { tab: 'scan', icon: 'scan' },
  { tab: 'bag', icon: 'basket' },
  { tab: 'me', icon: 'me' },
]

/** How many things wait behind a tab; whoever knows provides it. */
export const TabBadges = createContext<Partial<Record<Tab, number>>>({})
const mostShown = 99

export const TabBar = ({ current }: { current: Tab }) => {
  const badges = useContext(TabBadges)
  return (
    <View className="tab-bar" role="tablist" aria-label={text.tabBar}>
      {tabs.map(({ tab, icon }) => {
        const waiting = badges[tab] ?? 0
        return (
          <Tap
            key={tab}
            id={`tab-${tab}`}
            role="tab"
            chosen={tab === current}
            className={`tab-bar__tab ${tab === current ? 'tab-bar__tab--current' : ''}`}
            label={waiting > 0 ? text.tabWaiting(text.tabs[tab], String(waiting)) : text.tabs[tab]}
            onTap={() => tab !== current && openTab(tab)}
          >
            <View className="tab-bar__picture">
              <Icon name={icon} className={tab === current ? 'icon--accent' : ''} />
              {waiting > 0 && <View className="tab-bar__badge">{waiting > mostShown ? '99+' : String(waiting)}</View>}
            </View>
            <View className="tab-bar__word">{text.tabs[tab]}</View>
          </Tap>
        )
      })}
    </View>
  )
}
