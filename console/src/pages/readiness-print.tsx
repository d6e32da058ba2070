export { PrintView as default } from '../features/readiness/print-view.tsx'
