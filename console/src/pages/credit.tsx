export { CreditList as default } from '../features/credit/credit-list.tsx'
