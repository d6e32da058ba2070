export { Batches as default } from '../features/food-safety/batches.tsx'
