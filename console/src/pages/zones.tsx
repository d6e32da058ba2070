export { Zones as default } from '../features/ledger/zones.tsx'
