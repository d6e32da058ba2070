export { Findings as default } from '../features/inspections/findings.tsx'
