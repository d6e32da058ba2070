export { NoticeShowings as default } from '../features/notices/showings.tsx'
