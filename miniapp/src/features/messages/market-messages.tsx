/** Recalls and stopped goods of the shopper's own orders: unread ones stand above everything until they are seen. */
import { View } from '@tarojs/components'
import type { BuyerMessage } from '@smart-market/shared/contracts/orders.ts'
import { useCallback } from 'react'
import { useShown } from '../../platform/navigation.ts'
import { messageText } from '../../text-messages.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { useKept } from '../reading/use-kept.ts'
import { whenText } from '../reading/words.ts'
import { asShopper } from '../session/shopper.ts'
import { useOneAtATime } from '../writing/use-write.ts'

export const MessageLines = ({ messages }: { messages: readonly BuyerMessage[] }) =>
  messages.map((message) => (
    <View key={message.buyerMessageId} className="lines" id={`message-${message.buyerMessageId}`}>
      <View className="lines__line">
        <View className="card__title">{message.title}</View>
      </View>
      <View className="lines__line">{message.body}</View>
      <View className="card__note">{messageText.sentAt(whenText(message.createdAt, new Date()))}</View>
    </View>
  ))

export const MarketMessages = ({ marketCode }: { marketCode: string }) => {
  const read = useCallback(
    () => asShopper((api) => api.listMyMessages({ params: { marketCode }, query: { pageSize: 20 } })),
    [marketCode],
  )
  const { query, reload } = useKept(`messages-${marketCode}`, read)
  useShown(reload)
  const unread = query.status === 'data' ? query.data.data.items.filter((message) => message.readAt === null) : []
  const { busy, alone } = useOneAtATime()
  if (unread.length === 0) return null
  const seen = async (): Promise<void> => {
    const buyerMessageIds = unread.map((message) => message.buyerMessageId)
    await asShopper((api) => api.readMyMessages({ params: { marketCode }, body: { buyerMessageIds } })).catch(
      () => null,
    )
    reload()
  }
  return (
    <Card title={messageText.title}>
      <MessageLines messages={unread} />
      <Button id="messages-seen" text={messageText.seen} busy={busy} onTap={() => void alone(seen)} />
    </Card>
  )
}
