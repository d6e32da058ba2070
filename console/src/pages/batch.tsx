export { BatchPage as default } from '../features/food-safety/batch-page.tsx'
