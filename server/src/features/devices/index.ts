/**
 * Devices by what they send. Hides how heartbeats become stretches of life, and what a device key may speak for.
 * Rules: a device is alive by a heartbeat within five minutes, in server time; a face or identity field is refused by
 * name and nothing of its payload is stored; heartbeats change live pages but are no events of the feed.
 */
export { deviceHandlers } from './routes.ts'
export { aliveWithinSeconds, findIdentityField } from './domain.ts'
export { recordHeartbeats, requireSpeaksFor } from './heartbeats.ts'
export { findSigningDevice, getSellingDevice, type SigningDevice } from './signing.ts'
export { watchDevices } from './watch.ts'
export { listAlarmTestAges, listDeviceStates, listStallScreens, type DeviceState, type StallScreen } from './states.ts'
