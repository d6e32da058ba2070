import { View } from '@tarojs/components'
import type { PropsWithChildren, ReactNode } from 'react'

interface CardProps {
  readonly title?: ReactNode
  readonly note?: ReactNode
  readonly corner?: ReactNode
}

const heading = { role: 'heading', 'aria-level': '2' }

export const Card = ({ title, note, corner, children }: PropsWithChildren<CardProps>) => (
  <View className="card">
    {title !== undefined && (
      <View className="card__head">
        <View className="card__title" {...heading}>
          {title}
        </View>
        {corner}
      </View>
    )}
    {note !== undefined && <View className="card__note">{note}</View>}
    {children}
  </View>
)
