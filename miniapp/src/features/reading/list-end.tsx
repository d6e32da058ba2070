import { View } from '@tarojs/components'
import { text } from '../../text.ts'
import { Tap } from '../../ui/tap.tsx'
import type { More } from './use-paged.ts'

interface ListEndProps {
  readonly more: More
  readonly count: string
  readonly onMore: () => void
}

/** The foot of a growing list: more, loading, failed, or the end with its count. */
export const ListEnd = ({ more, count, onMore }: ListEndProps) => {
  switch (more) {
    case 'none':
      return <View className="list-end">{text.atEnd(count)}</View>
    case 'loading':
      return <View className="list-end">{text.moreLoading}</View>
    case 'idle':
    case 'failed':
      return (
        <Tap id="more" className="list-end list-end--tap" onTap={onMore}>
          {more === 'idle' ? text.more : text.moreFailed}
        </Tap>
      )
  }
}
