export { MarketProfile as default } from '../features/settings/market-profile.tsx'
