import { View } from '@tarojs/components'
import { Tap } from './tap.tsx'

interface ChipsProps<V extends string> {
  readonly name: string
  /** What is chosen here, for those who do not see. */
  readonly label: string
  readonly options: readonly { readonly value: V; readonly title: string }[]
  readonly chosen: V | null
  readonly onChoose: (value: V) => void
}

/** One of several short words, side by side and wrapped; the chosen one is also marked by a tick. */
export function Chips<V extends string>({ name, label, options, chosen, onChoose }: ChipsProps<V>) {
  return (
    <View className="picks" role="group" aria-label={label}>
      {options.map(({ value, title }, i) => (
        <Tap
          key={value}
          id={`${name}-${i}`}
          className={`chip ${value === chosen ? 'chip--chosen' : ''}`}
          chosen={value === chosen}
          label={title}
          onTap={() => onChoose(value)}
        >
          {value === chosen ? `✓ ${title}` : title}
        </Tap>
      ))}
    </View>
  )
}
