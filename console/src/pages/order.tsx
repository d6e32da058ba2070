export { OrderPage as default } from '../features/orders/order-page.tsx'
