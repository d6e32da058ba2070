export { MarketPage as default } from '../features/supervision/market-page.tsx'
