export { Platforms as default } from '../features/platforms/platforms.tsx'
