import { View } from '@tarojs/components'
import type { PropsWithChildren, ReactNode } from 'react'
import { replacePage, type Route } from '../../platform/navigation.ts'
import { stallText } from '../../text-stall.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Page } from '../../ui/page.tsx'
import { Tap } from '../../ui/tap.tsx'

type SellerTab = keyof typeof stallText.tabs
const tabs: readonly { readonly tab: SellerTab; readonly route: Route; readonly icon: IconName }[] = [
  { tab: 'today', route: 'sellerToday', icon: 'clock' },
  { tab: 'orders', route: 'sellerOrders', icon: 'basket' },
  { tab: 'prices', route: 'sellerPrices', icon: 'tag' },
  { tab: 'stall', route: 'sellerStall', icon: 'home' },
]

const SellerBar = ({ current }: { current: SellerTab }) => (
  <View className="tab-bar" role="tablist" aria-label={stallText.tabBar}>
    {tabs.map(({ tab, route, icon }) => (
      <Tap
        key={tab}
        id={`seller-${tab}`}
        role="tab"
        chosen={tab === current}
        className={`tab-bar__tab ${tab === current ? 'tab-bar__tab--current' : ''}`}
        label={stallText.tabs[tab]}
        onTap={() => tab !== current && replacePage(route)}
      >
        <Icon name={icon} className={tab === current ? 'icon--accent' : ''} />
        <View className="tab-bar__word">{stallText.tabs[tab]}</View>
      </Tap>
    ))}
  </View>
)

interface SellerPageProps {
  readonly tab: SellerTab
  readonly demo: boolean
  readonly pinned?: ReactNode
  readonly action?: { readonly text: string; readonly onTap: () => void; readonly busy?: boolean } | undefined
}

/** A page of the merchant's own four; WeChat's tab bar belongs to the shopper's. */
export const SellerPage = ({ tab, demo, pinned, action, children }: PropsWithChildren<SellerPageProps>) => (
  <Page title={stallText.tabs[tab]} demo={demo} bar={<SellerBar current={tab} />} pinned={pinned} action={action}>
    {children}
  </Page>
)
