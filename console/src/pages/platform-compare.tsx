export { Compare as default } from '../features/supervision/compare.tsx'
