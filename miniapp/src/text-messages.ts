/** Words around the market's messages to a buyer; the messages themselves come from the server. */
export const messageText = {
  title: '市场给您的消息',
  seen: '知道了',
  sentAt: (when: string) => `${when} 发出`,
} as const
