/**
 * 上报: the market's feed as platforms read it, and how far each has acknowledged. Hides keys and cursors.
 * Rules: a platform reads with a key of its own; an acknowledgement never moves back and never runs ahead of the feed;
 * it is no event itself, or platform and feed would answer each other for ever. Connected means that the platform has
 * acknowledged something: an entry in a register connects nothing.
 */
export { feedHandlers } from './routes.ts'
export { listFeedKeys } from './keys.ts'
export { deliverDue } from './delivering.ts'
export { mountFeedSchemas } from './schema-pages.ts'
export { createSubscriber } from './subscribers.ts'
export { startFeedSender } from './sender.ts'
export { listSignedHeads, signFeedHead, signFeedHeadOnce } from './heads.ts'
export { acknowledgeFeed, listFeedEvents, listPlatformStates, type PlatformState } from './service.ts'
