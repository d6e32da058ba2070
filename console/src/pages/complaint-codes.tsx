export { ComplaintCodes as default } from '../features/complaints/complaint-codes.tsx'
