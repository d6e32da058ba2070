export { Trade as default } from '../features/sales/trade.tsx'
