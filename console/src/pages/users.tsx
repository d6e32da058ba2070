export { Users as default } from '../features/settings/users.tsx'
