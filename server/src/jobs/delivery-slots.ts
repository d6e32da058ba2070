import { openPlannedSlots } from '../features/orders/index.ts'
import type { Job } from './scheduler.ts'

/** Opens the delivery slots of one more day, as soon as the day before it has ended. */
export const deliverySlots: Job = {
  name: 'delivery slots',
  afterMinutes: 0,
  run: (deps, marketId) => openPlannedSlots(deps, marketId),
}
