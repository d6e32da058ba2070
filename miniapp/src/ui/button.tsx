import { View } from '@tarojs/components'
import { Tap } from './tap.tsx'

interface ButtonProps {
  readonly text: string
  readonly onTap: () => void
  readonly kind?: 'primary' | 'plain'
  readonly id?: string
  /** While it works a second tap does nothing. */
  readonly busy?: boolean
}

export const Button = ({ text, onTap, kind = 'primary', id, busy = false }: ButtonProps) => (
  <Tap
    id={id}
    className={`button button--${kind} ${busy ? 'button--busy' : ''}`}
    onTap={() => !busy && onTap()}
    label={text}
  >
    <View>{text}</View>
  </Tap>
)
