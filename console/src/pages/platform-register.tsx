export { Register as default } from '../features/reporting/register.tsx'
