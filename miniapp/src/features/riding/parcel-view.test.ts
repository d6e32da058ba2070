import { describe, expect, it } from 'vitest'
import { handOverBody, parcelsIn, preparing, toCollect, withParcel, type Parcel } from './parcel-view.ts'

const order = (stallCode: string, state: Parcel['stallOrders'][number]['state']) => ({
  stallOrderId: `ord_${stallCode}`,
  number: '1',
  stallCode,
  state,
})
const parcel = (parcelId: string, state: Parcel['state'], startsAt: string): Parcel => ({
  parcelId,
  state,
  slot: { startsAt, endsAt: startsAt },
  riderName: null,
  failure: null,
  deliveredAt: null,
  proof: null,
  orderGroupId: 'ogr_1',
  riderId: null,
  contactName: '李女士',
  phone: '13800000000',
  address: '幸福里 3 号楼',
  latitude: 34,
  longitude: 113,
  photoIds: [],
  dueFen: 0,
  stallOrders: [order('A-01', 'ready'), order('B-01', 'picking')],
})
const early = parcel('par_2', 'assigned', '2026-11-22T01:00:00Z')
const late = parcel('par_1', 'failed', '2026-11-22T03:00:00Z')
const done = parcel('par_3', 'delivered', '2026-11-21T03:00:00Z')

describe('the parcels of a rider', () => {
  it('stand in the order of their slots, with what is done apart', () => {
    const held = { mine: [late, done, early], waiting: [] }
    expect(parcelsIn(held, 'mine').map(({ parcelId }) => parcelId)).toEqual(['par_2', 'par_1'])
    expect(parcelsIn(held, 'done').map(({ parcelId }) => parcelId)).toEqual(['par_3'])
  })

  it('become the rider’s own once they act on one', () => {
    const taken = withParcel({ mine: [], waiting: [early] }, { ...early, riderId: 'usr_1' })
    expect(taken).toEqual({ mine: [{ ...early, riderId: 'usr_1' }], waiting: [] })
  })

  it('name what is ready at the stalls and what is not yet', () => {
    expect(toCollect(early).map(({ stallCode }) => stallCode)).toEqual(['A-01'])
    expect(preparing(early).map(({ stallCode }) => stallCode)).toEqual(['B-01'])
    expect(toCollect(late)).toEqual([])
    expect(preparing(done)).toEqual([])
  })

  it('are handed over by the code, with what was paid at the door, or by a photo alone', () => {
    expect(handOverBody({ by: 'code', code: '1234' })).toEqual({ handOverCode: '1234' })
    expect(handOverBody({ by: 'code', code: '1234', means: 'cash' })).toEqual({
      handOverCode: '1234',
      declaredMeans: 'cash',
    })
    expect(handOverBody({ by: 'photo', photoId: 'pho_1' })).toEqual({ photoId: 'pho_1' })
  })
})
