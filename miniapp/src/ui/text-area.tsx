import { Textarea, View } from '@tarojs/components'
import { spokenName } from './spoken-name.ts'

interface TextAreaProps {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly hint?: string
  readonly maxLength?: number
  readonly onInput: (value: string) => void
}

/** Several lines of words, with its name above. */
export const TextArea = ({ id, name, value, hint, maxLength = 500, onInput }: TextAreaProps) => (
  <View className="field">
    <View className="field__name">{name}</View>
    {hint !== undefined && <View className="card__note">{hint}</View>}
    <Textarea
      id={id}
      className="field__area"
      value={value}
      {...spokenName(name)}
      maxlength={maxLength}
      onInput={(event) => onInput(event.detail.value)}
    />
  </View>
)
