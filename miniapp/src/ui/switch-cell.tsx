import { View } from '@tarojs/components'
import { Tap } from './tap.tsx'

interface SwitchCellProps {
  readonly id: string
  readonly title: string
  readonly note?: string
  readonly on: boolean
  /** What on and off are called here. */
  readonly states: { readonly on: string; readonly off: string }
  readonly onTurn: (on: boolean) => void
}

/** One line that is on or off; the word stands beside the knob, so that colour is not the only sign. */
export const SwitchCell = ({ id, title, note, on, states, onTurn }: SwitchCellProps) => {
  const state = on ? states.on : states.off
  return (
    <Tap id={id} className="cell" role="switch" chosen={on} label={`${title}，${state}`} onTap={() => onTurn(!on)}>
      <View className="cell__words">
        <View className="cell__title">{title}</View>
        {note !== undefined && <View className="cell__note">{note}</View>}
      </View>
      <View className="cell__value">{state}</View>
      <View className={`switch ${on ? 'switch--on' : ''}`}>
        <View className="switch__knob" />
      </View>
    </Tap>
  )
}
