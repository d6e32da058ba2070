export { Expiring as default } from '../features/ledger/expiring.tsx'
