/**
 * 公示: what the market has published, and which topics it must keep fresh. Hides draft and withdrawal.
 * Rules: draft → submitted → published → withdrawn, back only from submitted with a reason; what staff write an operator
 * approves; published text and papers never change; a topic's age counts only notices
 * that still stand at the moment asked about; a newer sheet of a daily series supersedes the older ones.
 */
export { noticeHandlers } from './routes.ts'
export { listAttachments as listNoticeAttachments } from './paper-store.ts'
export { type TopicState } from './domain.ts'
export { quickTestPublisher } from './quick-test-notice.ts'
export { publishTodaysPrices } from './price-notice.ts'
export { publishScheduledNotices, remindOfTopics } from './schedule.ts'
export { findPublishedNotice, listPublishedNotices, listTopicStates, publishNoticeNow } from './service.ts'
