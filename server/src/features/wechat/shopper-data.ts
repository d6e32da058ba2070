/** What is held about one shopper: consents to messages, over all markets. */
import { sql } from 'drizzle-orm'
import type { WechatMessageKind } from '@smart-market/shared/contracts/wechat.ts'
import type { Tx } from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { deleteOfUser, type GrantRow } from './store.ts'

export interface ShopperMessageGrant {
  readonly marketId: string
  readonly kind: WechatMessageKind
  readonly state: GrantRow['state']
  readonly answeredAt: string
}

const most = 5_000

/** Newest first. `tx` is a system transaction: a shopper exists across markets. */
export const listShopperMessageGrants = async (tx: Tx, userId: string): Promise<ShopperMessageGrant[]> =>
  rowsOf<ShopperMessageGrant & Record<string, unknown>>(
    tx,
    sql`select market_id as "marketId", kind, state,
        to_char(answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "answeredAt"
      from message_grants where user_id = ${userId} order by answered_at desc, message_grant_id limit ${most}::int`,
  )

/** Takes consents and messages out whole. Answers how many consents there were. */
export const eraseShopperFromWechat = (tx: Tx, userId: string): Promise<number> => deleteOfUser(tx, userId)
