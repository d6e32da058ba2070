export { RoundPage as default } from '../features/inspections/round-page.tsx'
