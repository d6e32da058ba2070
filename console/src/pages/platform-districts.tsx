export { Districts as default } from '../features/supervision/districts.tsx'
