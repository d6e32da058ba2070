export { GuidePrices as default } from '../features/guide-prices/guide-prices.tsx'
