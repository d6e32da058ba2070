import { View } from '@tarojs/components'
import { Component, createContext, useContext, type ComponentType, type PropsWithChildren } from 'react'
import { formatInstant } from '@smart-market/shared/time.ts'
import { openPage, openTab, tabAt, usePagePath } from '../platform/navigation.ts'
import { removeStored } from '../platform/storage.ts'
import { tellTrouble } from '../platform/trouble.ts'
import { text } from '../text.ts'
import { Button } from './button.tsx'
import { Page } from './page.tsx'
import { PlainState } from './states.tsx'

const words = text.trouble
const Forgettable = createContext<(storageKey: string) => void>(() => undefined)

/** Names what a page draws from the phone's storage: it is forgotten when the page cannot be drawn. */
export const useForgettable = (): ((storageKey: string) => void) => useContext(Forgettable)

interface Trouble {
  readonly reason: string
  readonly at: string
}
interface GuardProps {
  /** The page's address, without what it was asked for. */
  readonly path: string
  readonly onTrouble: (cause: unknown) => void
}

const TroublePage = ({ trouble, path, onRetry }: { trouble: Trouble; path: string; onRetry: () => void }) => {
  const tab = tabAt(path)
  const wayOut =
    tab === 'home' ? (
      <Button id="to-markets" kind="plain" text={text.home.switchMarket} onTap={() => openPage('markets')} />
    ) : (
      <Button id="to-home" kind="plain" text={text.toHome} onTap={() => openTab('home')} />
    )
  return (
    <Page title={words.page} {...(tab ? { tab } : {})}>
      <PlainState
        icon="alert"
        title={words.title}
        hint={words.hint}
        action={
          <>
            <Button id="retry" text={text.retry} onTap={onRetry} />
            {wayOut}
          </>
        }
      />
      <View className="trouble__reason">
        <View>{words.forHelper}</View>
        <View>{trouble.at}</View>
        <View>{path}</View>
        <View>{trouble.reason}</View>
      </View>
    </Page>
  )
}

/**
 * Stands between a page and Taro, which leaves a page that throws while drawing blank for good. A kept answer may be the
 * cause, and would be drawn again at every visit, so what the page kept is forgotten.
 */
class Guard extends Component<PropsWithChildren<GuardProps>, { readonly trouble: Trouble | null }> {
  static getDerivedStateFromError(cause: unknown): { trouble: Trouble } {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    return { trouble: { reason, at: formatInstant(new Date()) } }
  }

  override state: { readonly trouble: Trouble | null } = { trouble: null }
  private readonly drawn = new Set<string>()
  private readonly remember = (storageKey: string): void => {
    this.drawn.add(storageKey)
  }
  private readonly retry = (): void => this.setState({ trouble: null })

  override componentDidCatch(cause: unknown): void {
    this.props.onTrouble(cause)
    for (const storageKey of this.drawn) removeStored(storageKey)
    this.drawn.clear()
  }

  override render() {
    const { trouble } = this.state
    const { path, children } = this.props
    if (trouble !== null) return <TroublePage trouble={trouble} path={path} onRetry={this.retry} />
    return <Forgettable.Provider value={this.remember}>{children}</Forgettable.Provider>
  }
}

/** Every page is exported through this: one that cannot be drawn says so, and offers to be drawn anew or to be left. */
export const guarded = (Content: ComponentType): ComponentType => {
  // Once a page, however often it is opened or tried again before the app is loaded anew.
  let isTold = false
  return function GuardedPage() {
    const path = usePagePath()
    const onTrouble = (cause: unknown): void => {
      if (isTold) return
      isTold = true
      void tellTrouble(path, cause)
    }
    return (
      <Guard path={path} onTrouble={onTrouble}>
        <Content />
      </Guard>
    )
  }
}
