/** Where and when the demo market delivers: one zone, and slots for a week. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { addDays } from '@smart-market/shared/time.ts'

/** Somewhere in Zhengzhou; no real market stands there. */
const centre = { latitude: 34.7657, longitude: 113.7532 }
const openDays = 7
const slotHours = [9, 11, 15, 17] as const
const slotLength = 2

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00:00+08:00`

export const demoDelivery = async (operator: Client<Api>, marketId: string, today: string): Promise<void> => {
  const params = { marketId }
  await operator.createDeliveryZone({
    params,
    body: {
      name: '三公里内',
      shape: 'radius',
      centre,
      radiusMetres: 3000,
      feeFen: 500,
      freeFromFen: 6000,
      minimumFen: 2000,
    },
  })
  const slots = Array.from({ length: openDays }, (_, day) => addDays(today, day)).flatMap((date) =>
    slotHours.map((hour) => ({
      startsAt: `${date}T${clock(hour)}`,
      endsAt: `${date}T${clock(hour + slotLength)}`,
      capacity: 20,
    })),
  )
  await operator.createDeliverySlots({ params, body: { slots } })
}
