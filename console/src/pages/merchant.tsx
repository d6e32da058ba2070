export { MerchantPage as default } from '../features/merchants/merchant-page.tsx'
