import { View } from '@tarojs/components'
import { Tap } from './tap.tsx'

interface ButtonProps {
  readonly text: string
  readonly onTap: () => void
  readonly kind?: 'primary' | 'plain'
  readonly id?: string
}

export const Button = ({ text, onTap, kind = 'primary', id }: ButtonProps) => (
  <Tap id={id} className={`button button--${kind}`} onTap={onTap} label={text}>
    <View>{text}</View>
  </Tap>
)
