import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

interface NoticeBarProps {
  readonly tone: 'warn' | 'bad' | 'good'
  readonly text: ReactNode
  readonly action?: { readonly text: string; readonly onTap: () => void; readonly id?: string } | undefined
}

const marks = { warn: '!', bad: '✕', good: '✓' } as const

/** Says what happened or what is uncertain, where the eye is, and stays until it no longer holds. */
export const NoticeBar = ({ tone, text, action }: NoticeBarProps) => (
  <View className={`notice-bar notice-bar--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    <View className="notice-bar__words">
      <View className="notice-bar__mark" aria-hidden="true">
        {marks[tone]}
      </View>
      <View className="notice-bar__text">{text}</View>
    </View>
    {action && (
      <Button kind="plain" text={action.text} onTap={action.onTap} {...(action.id ? { id: action.id } : {})} />
    )}
  </View>
)
