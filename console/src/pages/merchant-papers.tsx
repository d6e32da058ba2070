export { MerchantPapers as default } from '../features/food-safety/merchant-papers.tsx'
