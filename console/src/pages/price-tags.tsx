export { PriceTags as default } from '../features/prices/price-tags.tsx'
