export { Gate as default } from '../features/food-safety/gate.tsx'
