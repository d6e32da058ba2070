export { RecallPage as default } from '../features/food-safety/recall-page.tsx'
