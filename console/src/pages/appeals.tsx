export { Appeals as default } from '../features/credit/appeals.tsx'
