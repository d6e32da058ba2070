export { Ratings as default } from '../features/complaints/ratings.tsx'
