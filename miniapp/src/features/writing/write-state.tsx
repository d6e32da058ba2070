import { View } from '@tarojs/components'
import { shopText } from '../../text-shop.ts'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import type { WriteState } from './use-write.ts'

/** How a write stands, in words; nothing while there is nothing to say. */
export const WriteNotice = ({ state, onRefresh }: { state: WriteState; onRefresh?: () => void }) => {
  switch (state.status) {
    case 'idle':
      return null
    case 'sending':
      return (
        <View className="list-end" role="status">
          {shopText.write.sending}
        </View>
      )
    case 'refused':
      return <NoticeBar tone="bad" text={state.message} />
    case 'unsure':
      return (
        <NoticeBar
          tone="warn"
          text={state.message}
          action={onRefresh && { text: shopText.keptRetry, onTap: onRefresh, id: 'check-again' }}
        />
      )
  }
}
