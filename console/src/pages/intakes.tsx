export { Intakes as default } from '../features/food-safety/intakes.tsx'
