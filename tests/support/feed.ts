/** Feeds between servers of one test: settings whose connections go wherever the test says. */
import type { FeedSettings, Outbound } from '@smart-market/server/feed/settings.ts'

const nobody: Outbound = () => Promise.reject(new Error('连接失败'))

export const feedSettings = (change: Partial<FeedSettings> = {}): FeedSettings => ({
  publicUrl: 'https://platform.test',
  platform: null,
  forwardUrl: null,
  allowPrivate: true,
  outbound: nobody,
  ...change,
})
