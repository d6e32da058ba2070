export { Inspections as default } from '../features/inspections/rounds.tsx'
