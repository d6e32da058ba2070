export { Complaints as default } from '../features/complaints/complaints.tsx'
