export { DeliverySettings as default } from '../features/delivery/settings.tsx'
