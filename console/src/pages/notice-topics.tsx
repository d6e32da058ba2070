export { NoticeTopics as default } from '../features/notices/notice-topics.tsx'
