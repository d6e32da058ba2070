export { QuickTests as default } from '../features/food-safety/quick-tests.tsx'
