import { Input, View } from '@tarojs/components'
import { spokenName } from './spoken-name.ts'

interface FieldProps {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly type?: 'text' | 'number'
  readonly secret?: boolean
  readonly maxLength?: number
  readonly onInput: (value: string) => void
}

export const Field = ({ id, name, value, type = 'text', secret = false, maxLength = 60, onInput }: FieldProps) => (
  <View className="field">
    <View className="field__name">{name}</View>
    <Input
      id={id}
      className="field__input"
      value={value}
      type={type}
      password={secret}
      {...spokenName(name)}
      maxlength={maxLength}
      onInput={(event) => onInput(event.detail.value)}
    />
  </View>
)
