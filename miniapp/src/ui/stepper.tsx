import { View } from '@tarojs/components'
import { Tap } from './tap.tsx'

interface StepperProps {
  readonly id: string
  readonly value: string
  readonly moreLabel: string
  readonly lessLabel: string
  readonly onMore: () => void
  readonly onLess: () => void
}

export const Stepper = ({ id, value, moreLabel, lessLabel, onMore, onLess }: StepperProps) => (
  <View className="stepper">
    <Tap id={`less-${id}`} className="stepper__key" label={lessLabel} onTap={onLess}>
      −
    </Tap>
    <View className="stepper__value">{value}</View>
    <Tap id={`more-${id}`} className="stepper__key stepper__key--more" label={moreLabel} onTap={onMore}>
      +
    </Tap>
  </View>
)
