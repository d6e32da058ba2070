import { Text, View } from '@tarojs/components'

/** The mark in front keeps the meaning for those who cannot tell the colours apart. */
const marks = { good: '✓', bad: '✕', warn: '!', plain: '' } as const
export type Tone = keyof typeof marks

export const Tag = ({ tone = 'plain', text }: { tone?: Tone; text: string }) => (
  <View className={`tag tag--${tone}`}>
    {marks[tone] !== '' && (
      <Text className="tag__mark" aria-hidden="true">
        {marks[tone]}
      </Text>
    )}
    <Text>{text}</Text>
  </View>
)
