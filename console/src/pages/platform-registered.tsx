export { RegisteredMarket as default } from '../features/reporting/registered-market.tsx'
