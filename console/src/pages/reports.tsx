export { Reports as default } from '../features/complaints/reports.tsx'
