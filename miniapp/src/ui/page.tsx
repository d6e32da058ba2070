import { View } from '@tarojs/components'
import type { PropsWithChildren, ReactNode } from 'react'
import { goBack, usePageTitle, usePulled, type Tab } from '../platform/navigation.ts'
import { asksForPrivacy } from '../platform/privacy.ts'
import { isH5 } from '../platform/system.ts'
import { text } from '../text.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { PrivacySheet } from './privacy-sheet.tsx'
import { TabBar } from './tab-bar.tsx'
import { Tap } from './tap.tsx'
import { useTypeSize } from './type-size.tsx'

interface PageProps {
  readonly title: string
  /** The tab this page is; other pages have a way back instead. */
  readonly tab?: Tab
  readonly demo?: boolean
  /** Stays in sight under the title while the page scrolls. */
  readonly pinned?: ReactNode
  /** The page's one primary action, within the thumb's reach. */
  readonly action?: { readonly text: string; readonly onTap: () => void; readonly busy?: boolean } | undefined
  /** The page draws its own coloured head, so the H5 title line is left out. */
  readonly ownHead?: boolean
  /** A bar at the bottom other than the shopper's tabs. */
  readonly bar?: ReactNode
  /** Reads the page's content again when it is pulled down; the page's own config allows the pull. */
  readonly onPull?: (() => void) | undefined
}

const Head = ({ title, top }: { title: string; top: boolean }) => (
  <View className="head">
    {!top && (
      <Tap id="back" className="head__back" label={text.back} onTap={goBack}>
        <Icon name="back" />
      </Tap>
    )}
    <View className="head__title" role="heading" aria-level="1">
      {title}
    </View>
  </View>
)

/** The frame of every page. WeChat draws the title line itself; on H5 it is drawn here. */
export const Page = ({
  title,
  tab,
  demo = false,
  pinned,
  action,
  ownHead = false,
  bar,
  onPull,
  children,
}: PropsWithChildren<PageProps>) => {
  const { large } = useTypeSize()
  usePageTitle(title)
  usePulled(onPull)
  const top = tab !== undefined || bar !== undefined
  const foot = `${top ? 'page--tabbed' : ''} ${action ? 'page--action' : ''}`
  return (
    <View className={`page ${large ? 'page--large' : ''} ${foot}`} {...(isH5 ? { role: 'main' } : {})}>
      <View className="page__top">
        {isH5 && !ownHead && <Head title={title} top={top} />}
        {pinned}
      </View>
      {demo && <View className="demo">{text.demo}</View>}
      {children}
      {action && (
        <View className="action">
          <Button id="primary" text={action.text} busy={action.busy ?? false} onTap={action.onTap} />
        </View>
      )}
      {tab && <TabBar current={tab} />}
      {bar}
      {asksForPrivacy && <PrivacySheet />}
    </View>
  )
}
