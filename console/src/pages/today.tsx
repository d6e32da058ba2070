export { Today as default } from '../features/today/today.tsx'
