export { Quarantine as default } from '../features/reporting/quarantine.tsx'
