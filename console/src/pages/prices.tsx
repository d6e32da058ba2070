export { Prices as default } from '../features/prices/prices.tsx'
