/** All followers of the markets' feeds. */
import type { Deps } from '../context.ts'
import { type Follower, startFollowers } from '../feed/followers.ts'
import { quickTestPublisher } from '../features/notices/index.ts'
import { buyerMessenger, goodsReturner } from '../features/orders/index.ts'
import { salePairer } from '../features/sales/index.ts'
import { wechatMessenger } from '../features/wechat/index.ts'

export const followers: readonly Follower[] = [
  salePairer,
  goodsReturner,
  buyerMessenger,
  quickTestPublisher,
  wechatMessenger,
]

/** Starts them; the returned function stops them and waits. */
export const startFeedFollowers = (deps: Deps): (() => Promise<void>) => startFollowers(deps, followers)
