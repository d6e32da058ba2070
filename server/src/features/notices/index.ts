/**
 * 公示: what the market has published, and which topics it must keep fresh. Hides draft and withdrawal.
 * Rules: draft → published → withdrawn, never back; published text never changes; a topic's age counts only notices
 * that still stand at the moment asked about.
 */
export { noticeHandlers } from './routes.ts'
export { type TopicState } from './domain.ts'
export { publishScheduledNotices, remindOfTopics } from './schedule.ts'
export { findPublishedNotice, listPublishedNotices, listTopicStates, publishNoticeNow } from './service.ts'
