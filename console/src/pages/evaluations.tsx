export { Evaluations as default } from '../features/evaluations/evaluations.tsx'
