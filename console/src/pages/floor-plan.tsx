export { FloorPlan as default } from '../features/floor-plan/floor-plan.tsx'
