export { Merchants as default } from '../features/merchants/merchants.tsx'
