export { Devices as default } from '../features/devices/devices.tsx'
