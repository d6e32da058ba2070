import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { openTab } from '../platform/navigation.ts'
import { text } from '../text.ts'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

/**
 * What a page knows about the answer it waits for. `empty` is decided by the caller, from the data; `unasked` is a page
 * that was opened without what it needs to ask.
 */
export type QueryState<T> =
  | { readonly status: 'unasked' }
  | { readonly status: 'loading' }
  | { readonly status: 'forbidden'; readonly message: string }
  | { readonly status: 'error'; readonly message: string; readonly missing: boolean }
  | { readonly status: 'data'; readonly data: T }

interface PlainStateProps {
  readonly icon: IconName
  readonly title: string
  readonly hint?: string
  readonly action?: ReactNode
}

/** One thing said in the middle of a page, with what can be done. */
export const PlainState = ({ icon, title, hint, action }: PlainStateProps) => (
  <View className="state" role="status">
    <View className="state__round">
      <Icon name={icon} />
    </View>
    <View className="state__title">{title}</View>
    {hint !== undefined && <View className="state__hint">{hint}</View>}
    {action !== undefined && <View className="state__action">{action}</View>}
  </View>
)

export const Empty = ({ title, hint, action }: Omit<PlainStateProps, 'icon'>) => (
  <PlainState icon="basket" title={title} hint={hint} action={action} />
)

interface FailureProps {
  readonly message: string
  /** What was asked for does not exist, so that trying again cannot help. */
  readonly missing: boolean
  readonly onRetry: () => void
  readonly other?: ReactNode
}

const Failure = ({ message, missing, onRetry, other }: FailureProps) => (
  <PlainState
    icon="alert"
    title={missing ? text.missingTitle : text.errorTitle}
    hint={message}
    action={
      <>
        {!missing && <Button id="retry" text={text.retry} onTap={onRetry} />}
        {other}
      </>
    }
  />
)

export const Loading = () => (
  <View className="loading" role="status" aria-label={text.loading}>
    {[0, 1, 2].map((block) => (
      <View key={block} className="loading__card">
        <View className="loading__line loading__line--short" />
        <View className="loading__line" />
        <View className="loading__line loading__line--half" />
      </View>
    ))}
    <View className="loading__words">{text.loading}</View>
  </View>
)

/** A link that was cut off, a code that was read half: nothing will come, so nothing is waited for. */
const Unasked = ({ other }: { other: ReactNode }) => (
  <PlainState
    icon="alert"
    title={text.unaskedTitle}
    hint={text.unaskedHint}
    action={
      <>
        {other}
        <Button id="to-home" kind={other ? 'plain' : 'primary'} text={text.toHome} onTap={() => openTab('home')} />
      </>
    }
  />
)

interface QueryViewProps<T> {
  readonly query: QueryState<T>
  readonly onRetry: () => void
  readonly isEmpty?: (data: T) => boolean
  readonly empty?: ReactNode
  /** A second way out of an error, below "try again". */
  readonly otherWay?: ReactNode
  /** Where what this page shows can be chosen, when nothing was asked for. */
  readonly unaskedWay?: ReactNode
  readonly children: (data: T) => ReactNode
}

/** The states of every page that reads: not asked, loading, empty, error, forbidden, data. */
export function QueryView<T>({ query, onRetry, isEmpty, empty, otherWay, unaskedWay, children }: QueryViewProps<T>) {
  switch (query.status) {
    case 'unasked':
      return <Unasked other={unaskedWay} />
    case 'loading':
      return <Loading />
    case 'forbidden':
      return <PlainState icon="alert" title={text.forbiddenTitle} hint={query.message} action={otherWay} />
    case 'error':
      return <Failure message={query.message} missing={query.missing} onRetry={onRetry} other={otherWay} />
    case 'data':
      return <>{isEmpty?.(query.data) ? empty : children(query.data)}</>
  }
}
