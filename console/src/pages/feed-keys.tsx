export { FeedKeys as default } from '../features/platforms/feed-keys.tsx'
