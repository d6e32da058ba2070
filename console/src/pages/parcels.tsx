export { Parcels as default } from '../features/delivery/parcels.tsx'
