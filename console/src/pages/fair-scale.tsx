export { FairScale as default } from '../features/complaints/fair-scale.tsx'
