import type { Deps } from '../context.ts'
import { sweepWechatMessages } from '../features/wechat/index.ts'
import { repeatEvery } from '../lib/repeat.ts'

/** Sends the messages that are due, every second. The returned function stops it and waits. */
export const startWechatMessages = (deps: Deps, everyMs = 1_000): (() => Promise<void>) =>
  repeatEvery(deps.logger, 'WeChat messages', everyMs, () => sweepWechatMessages(deps))
