export { Recalls as default } from '../features/food-safety/recalls.tsx'
