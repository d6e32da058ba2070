export { Statistics as default } from '../features/supervision/statistics.tsx'
