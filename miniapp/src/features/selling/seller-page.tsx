import { View } from '@tarojs/components'
import type { PropsWithChildren, ReactNode } from 'react'
import { openPage, replacePage, type Route } from '../../platform/navigation.ts'
import { stallText } from '../../text-stall.ts'
import type { IconName } from '../../ui/icon.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { BarTab } from '../../ui/tab-bar.tsx'
import type { SellerUse } from '../session/seller.tsx'
import { useOpenOrders, type OpenOrders } from './use-open-orders.ts'

const words = stallText.bell
type SellerTab = keyof typeof stallText.tabs
const tabs: readonly { readonly tab: SellerTab; readonly route: Route; readonly icon: IconName }[] = [
  { tab: 'today', route: 'sellerToday', icon: 'clock' },
  { tab: 'orders', route: 'sellerOrders', icon: 'basket' },
  { tab: 'prices', route: 'sellerPrices', icon: 'tag' },
  { tab: 'stall', route: 'sellerStall', icon: 'home' },
]

const SellerBar = ({ current, waiting }: { current: SellerTab; waiting: number }) => (
  <View className="tab-bar" role="tablist" aria-label={stallText.tabBar}>
    {tabs.map(({ tab, route, icon }) => (
      <BarTab
        key={tab}
        id={`seller-${tab}`}
        icon={icon}
        name={stallText.tabs[tab]}
        current={tab === current}
        waiting={tab === 'orders' ? waiting : 0}
        waitingWords={words.tabWaiting}
        onTap={() => void replacePage(route)}
      />
    ))}
  </View>
)

interface SellerPageProps {
  readonly tab: SellerTab
  readonly demo: boolean
  readonly orders: OpenOrders
  readonly pinned?: ReactNode
  readonly action?: { readonly text: string; readonly onTap: () => void; readonly busy?: boolean } | undefined
  readonly onPull?: () => void
}

/** A page of the merchant's own four; WeChat's tab bar belongs to the shopper's. */
export const SellerPage = ({
  tab,
  demo,
  orders,
  pinned,
  action,
  onPull,
  children,
}: PropsWithChildren<SellerPageProps>) => (
  <Page
    title={stallText.tabs[tab]}
    demo={demo}
    bar={<SellerBar current={tab} waiting={orders.waiting} />}
    pinned={pinned}
    action={action}
    onPull={onPull}
  >
    {children}
  </Page>
)

interface DeskPageProps {
  readonly use: SellerUse
  readonly title: string
  readonly action?: SellerPageProps['action']
  readonly pinned?: ReactNode
  readonly onPull?: () => void
}

/** A page behind one of the four: it has a way back, and still says when an order comes in. */
export const DeskPage = ({ use, title, action, pinned, onPull, children }: PropsWithChildren<DeskPageProps>) => {
  const { waiting } = useOpenOrders(use)
  return (
    <Page title={title} demo={use.seller.demo} action={action} pinned={pinned} onPull={onPull}>
      {waiting > 0 && (
        <NoticeBar
          tone="warn"
          text={words.arrived(String(waiting))}
          action={{ text: words.look, onTap: () => openPage('sellerOrders'), id: 'to-orders' }}
        />
      )}
      {children}
    </Page>
  )
}
