export { Collection as default } from '../features/collection/collection.tsx'
