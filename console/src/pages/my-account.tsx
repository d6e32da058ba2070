export { MyAccount as default } from '../features/settings/my-account.tsx'
