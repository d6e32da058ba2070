export { ClaimPage as default } from '../features/supervision/claim-page.tsx'
