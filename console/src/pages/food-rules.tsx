export { FoodRules as default } from '../features/food-safety/food-rules.tsx'
