import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import { Tap } from './tap.tsx'

interface CellProps {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly lead?: ReactNode
  readonly value?: ReactNode
  readonly onTap?: () => void
  /** Only where the words shown do not say enough; else they are the name that is read out. */
  readonly label?: string | undefined
  readonly id?: string
}

/** One line of a card: title and note to the left, value to the right; with an arrow when it opens something. */
export const Cell = ({ title, note, lead, value, onTap, label, id }: CellProps) => {
  const body = (
    <>
      {lead !== undefined && <View className="cell__lead">{lead}</View>}
      <View className="cell__words">
        <View className="cell__title">{title}</View>
        {note !== undefined && <View className="cell__note">{note}</View>}
      </View>
      {value !== undefined && <View className="cell__value">{value}</View>}
      {onTap && <Icon name="arrow" className="cell__arrow" />}
    </>
  )
  return onTap ? (
    <Tap id={id} className="cell" role="link" label={label} onTap={onTap}>
      {body}
    </Tap>
  ) : (
    <View id={id} className="cell">
      {body}
    </View>
  )
}
