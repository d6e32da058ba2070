import { View } from '@tarojs/components'
import { Tap } from './tap.tsx'

interface NumberPadProps {
  /** Leaves the point out where only whole numbers make sense. */
  readonly point?: boolean
  readonly maxLength?: number
  /** Turns what stood before into what stands now: two quick presses both count. */
  readonly onTyped: (turn: (typed: string) => string) => void
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
const rub = '⌫'

/** Large keys for wet hands: nothing is swiped or held, each press is one character. */
export const NumberPad = ({ point = false, maxLength = 8, onTyped }: NumberPadProps) => {
  const press = (key: string) =>
    onTyped((typed) => {
      if (key === rub) return typed.slice(0, -1)
      if (typed.length >= maxLength || (key === '.' && typed.includes('.'))) return typed
      return key === '.' && typed === '' ? '0.' : typed + key
    })
  const names: Readonly<Record<string, string>> = { [rub]: '退格', '.': '小数点' }
  return (
    <View className="pad">
      {[...digits, point ? '.' : '', '0', rub].map((key) =>
        key === '' ? (
          <View key="none" className="pad__gap" />
        ) : (
          <Tap
            key={key}
            id={`key-${key === rub ? 'back' : key === '.' ? 'point' : key}`}
            className="pad__key"
            label={names[key] ?? key}
            onTap={() => press(key)}
          >
            {key}
          </Tap>
        ),
      )}
    </View>
  )
}
