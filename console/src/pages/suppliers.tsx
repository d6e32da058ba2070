export { Suppliers as default } from '../features/food-safety/suppliers.tsx'
