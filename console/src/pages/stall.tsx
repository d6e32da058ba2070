export { StallPage as default } from '../features/ledger/stall-page.tsx'
