import { View } from '@tarojs/components'
import { useState } from 'react'
import { text as words } from '../text.ts'
import { Tap } from './tap.tsx'

interface ButtonProps {
  readonly text: string
  readonly onTap: () => void
  readonly kind?: 'primary' | 'plain'
  readonly id?: string
  /** Only where the words shown do not say enough. */
  readonly label?: string
  /** While it works a second tap does nothing, and the button that was tapped says that it works. */
  readonly busy?: boolean
}

export const Button = ({ text, onTap, kind = 'primary', id, label, busy = false }: ButtonProps) => {
  const [tapped, setTapped] = useState(false)
  const [wasBusy, setWasBusy] = useState(busy)
  if (busy !== wasBusy) {
    setWasBusy(busy)
    if (!busy) setTapped(false)
  }
  const said = busy && tapped ? words.working : text
  const tap = () => {
    if (busy) return
    setTapped(true)
    onTap()
  }
  return (
    <Tap id={id} className={`button button--${kind} ${busy ? 'button--busy' : ''}`} onTap={tap} label={label ?? said}>
      <View>{said}</View>
    </Tap>
  )
}
