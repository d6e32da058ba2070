export { Terms as default } from '../features/complaints/terms.tsx'
