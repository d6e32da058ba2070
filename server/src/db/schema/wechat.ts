import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import {
  messageGrantStates,
  type WechatMessageField,
  wechatMessageKinds,
  wechatMessageStates,
} from '@smart-market/shared/contracts/wechat.ts'
import { at, marketIdColumn, merchantPolicies } from './columns.ts'

/** What a person answered in WeChat's own dialog: a yes is one message, used up when that message is written. */
export const messageGrants = pgTable(
  'message_grants',
  {
    marketId: marketIdColumn(),
    messageGrantId: text('message_grant_id').notNull(),
    userId: text('user_id').notNull(),
    /** The stall's merchant for whom the account answered; null for a shopper. */
    merchantId: text('merchant_id'),
    kind: text('kind', { enum: wechatMessageKinds }).notNull(),
    /** A consent holds for this template of this app alone. */
    appId: text('app_id').notNull(),
    templateId: text('template_id').notNull(),
    promptKey: text('prompt_key').notNull(),
    state: text('state', { enum: messageGrantStates }).notNull(),
    answeredAt: at('answered_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.messageGrantId] }),
    unique('message_grants__prompt').on(t.marketId, t.userId, t.promptKey, t.kind),
    index('message_grants__of_user').on(t.marketId, t.userId, t.kind, t.answeredAt),
    index('message_grants__of_merchant')
      .on(t.marketId, t.merchantId, t.kind)
      .where(sql`state = 'granted'`),
    check('message_grants__ended', sql`(${t.state} = 'granted') = (${t.endedAt} is null)`),
    ...merchantPolicies('message_grants', t.merchantId),
  ],
)

/** Messages by WeChat on their way, one for each consent and cause. */
export const wechatMessages = pgTable(
  'wechat_messages',
  {
    marketId: marketIdColumn(),
    wechatMessageId: text('wechat_message_id').notNull(),
    messageGrantId: text('message_grant_id').notNull(),
    userId: text('user_id').notNull(),
    merchantId: text('merchant_id'),
    kind: text('kind', { enum: wechatMessageKinds }).notNull(),
    /** What it tells of; told once to each person. */
    causeId: text('cause_id').notNull(),
    page: text('page').notNull(),
    fields: jsonb('fields').$type<Partial<Record<WechatMessageField, string>>>().notNull(),
    state: text('state', { enum: wechatMessageStates }).notNull(),
    tries: integer('tries').notNull().default(0),
    nextTryAt: at('next_try_at'),
    queuedAt: at('queued_at').notNull(),
    /** After that it helps nobody any more. */
    usefulUntil: at('useful_until').notNull(),
    endedAt: at('ended_at'),
    /** What WeChat said, without anything about the person. */
    detail: text('detail'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.wechatMessageId] }),
    unique('wechat_messages__once').on(t.marketId, t.userId, t.kind, t.causeId),
    unique('wechat_messages__grant').on(t.marketId, t.messageGrantId),
    foreignKey({
      name: 'wechat_messages__of_grant',
      columns: [t.marketId, t.messageGrantId],
      foreignColumns: [messageGrants.marketId, messageGrants.messageGrantId],
    }),
    index('wechat_messages__due')
      .on(t.marketId, t.nextTryAt)
      .where(sql`next_try_at is not null`),
    check('wechat_messages__due_or_ended', sql`(${t.nextTryAt} is null) = (${t.endedAt} is not null)`),
    ...merchantPolicies('wechat_messages', t.merchantId),
  ],
)
