export { Holds as default } from '../features/food-safety/holds.tsx'
