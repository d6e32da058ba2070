export { Subscribers as default } from '../features/platforms/subscribers.tsx'
