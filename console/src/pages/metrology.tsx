export { Metrology as default } from '../features/inspections/metrology.tsx'
