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

const mostShown = 99

interface BarTabProps {
  readonly id: string
  readonly icon: IconName
  readonly name: string
  readonly current: boolean
  readonly waiting: number
  /** Said after the number, to those who do not see where it stands. */
  readonly waitingWords: string
  readonly onTap: () => void
}

/** One place of a bar at the bottom, with how many things wait behind it. */
export const BarTab = ({ id, icon, name, current, waiting, waitingWords, onTap }: BarTabProps) => (
  <Tap
    id={id}
    role="tab"
    chosen={current}
    className={`tab-bar__tab ${current ? 'tab-bar__tab--current' : ''}`}
    onTap={() => !current && onTap()}
  >
    <View className="tab-bar__picture">
      <Icon name={icon} className={current ? 'icon--accent' : ''} />
      {waiting > 0 && <View className="tab-bar__badge">{waiting > mostShown ? '99+' : String(waiting)}</View>}
    </View>
    {waiting > 0 && <View className="unseen">{waitingWords}</View>}
    <View className="tab-bar__word">{name}</View>
  </Tap>
)

/** How many things wait behind a tab; whoever knows provides it. */
export const TabBadges = createContext<Partial<Record<Tab, number>>>({})
export const TabBar = ({ current }: { current: Tab }) => {
  const badges = useContext(TabBadges)
  return (
    <View className="tab-bar" role="tablist" aria-label={text.tabBar}>
      {tabs.map(({ tab, icon }) => (
        <BarTab
          key={tab}
          id={`tab-${tab}`}
          icon={icon}
          name={text.tabs[tab]}
          current={tab === current}
          waiting={badges[tab] ?? 0}
          waitingWords={text.tabWaiting}
          onTap={() => openTab(tab)}
        />
      ))}
    </View>
  )
}
