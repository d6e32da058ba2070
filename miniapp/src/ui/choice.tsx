import { View } from '@tarojs/components'
import { Tap } from './tap.tsx'

interface ChoiceProps<V extends string> {
  readonly name: string
  readonly options: readonly { readonly value: V; readonly title: string; readonly note?: string }[]
  readonly chosen: V | null
  readonly onChoose: (value: V) => void
}

/** One of a few: large targets below each other, the chosen one marked by a filled ring as well as by colour. */
export function Choice<V extends string>({ name, options, chosen, onChoose }: ChoiceProps<V>) {
  return (
    <View className="choice">
      {options.map(({ value, title, note }) => (
        <Tap
          key={value}
          id={`${name}-${value}`}
          className={`choice__one ${value === chosen ? 'choice__one--chosen' : ''}`}
          chosen={value === chosen}
          label={note === undefined ? title : `${title}，${note}`}
          onTap={() => onChoose(value)}
        >
          <View className="choice__ring" aria-hidden="true">
            {value === chosen ? '●' : '○'}
          </View>
          <View className="choice__words">
            <View className="choice__title">{title}</View>
            {note !== undefined && <View className="choice__note">{note}</View>}
          </View>
        </Tap>
      ))}
    </View>
  )
}
