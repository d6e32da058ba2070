import { View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { isH5 } from '../platform/system.ts'

interface TapProps {
  readonly className?: string
  readonly label?: string | undefined
  readonly role?: 'button' | 'link' | 'switch' | 'tab'
  /** For a switch, tab or chip: whether it is the chosen one. */
  readonly chosen?: boolean
  readonly id?: string
  readonly onTap: () => void
}

const stateOf = (role: string, chosen: boolean | undefined): Record<string, string> => {
  if (chosen === undefined) return {}
  const name = { switch: 'aria-checked', tab: 'aria-selected' }[role] ?? 'aria-pressed'
  return { [name]: String(chosen) }
}

/** Anything that can be tapped: it has a role and a name, takes the keyboard on H5, and shows that it was pressed. */
export const Tap = ({
  className = '',
  label,
  role = 'button',
  chosen,
  id,
  onTap,
  children,
}: PropsWithChildren<TapProps>) => {
  const named = label === undefined ? {} : { 'aria-label': label }
  const native = isH5
    ? {
        role,
        tabIndex: 0,
        onKeyDown: (event: { key?: string; preventDefault(): void }) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          onTap()
        },
        ...stateOf(role, chosen),
      }
    : { 'aria-role': role }
  return (
    <View id={id} className={`tap ${className}`} hoverClass="tap--pressed" onClick={onTap} {...named} {...native}>
      {children}
    </View>
  )
}
