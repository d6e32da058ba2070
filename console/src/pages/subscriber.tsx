export { SubscriberPage as default } from '../features/platforms/subscriber-page.tsx'
