export { CreditPage as default } from '../features/credit/credit-page.tsx'
