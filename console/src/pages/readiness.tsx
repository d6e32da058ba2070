export { Readiness as default } from '../features/readiness/readiness.tsx'
