export { Sales as default } from '../features/sales/sales.tsx'
