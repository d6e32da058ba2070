export { ComplaintPage as default } from '../features/complaints/complaint-page.tsx'
