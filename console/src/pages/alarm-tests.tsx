export { AlarmTests as default } from '../features/devices/alarm-tests.tsx'
