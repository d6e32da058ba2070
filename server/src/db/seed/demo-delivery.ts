/** Where and when the demo market delivers: one zone, and slots that open a week ahead by themselves. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'

/** Somewhere in Zhengzhou; no real market stands there. */
const centre = { latitude: 34.7657, longitude: 113.7532 }

export const demoDelivery = async (operator: Client<Api>, marketId: string): Promise<void> => {
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
  const plan = { first: '09:00', last: '19:00', minutes: 120, capacity: 20, daysAhead: 7 }
  await operator.setDeliveryPlan({ params, body: { plan } })
}
