import { View } from '@tarojs/components'

export type IconName =
  | 'search'
  | 'clear'
  | 'arrow'
  | 'back'
  | 'home'
  | 'scan'
  | 'me'
  | 'pin'
  | 'phone'
  | 'clock'
  | 'alert'
  | 'basket'
  | 'medal'
  | 'tag'

/** Decoration next to words; never the only sign of anything, so screen readers skip it. */
export const Icon = ({ name, className = '' }: { name: IconName; className?: string }) => (
  <View className={`icon icon--${name} ${className}`} aria-hidden="true" />
)
