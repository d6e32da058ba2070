/** What a rider sees of parcels and may do with one from where it stands; the server decides again. Pure. */
import type { ApiClient } from '../../platform/request.ts'

export type Parcel = Awaited<ReturnType<ApiClient['listParcels']>>['items'][number]
type Order = Parcel['stallOrders'][number]

export interface Parcels {
  readonly mine: readonly Parcel[]
  readonly waiting: readonly Parcel[]
}
export const parcelViews = ['mine', 'waiting', 'done'] as const
export type ParcelView = (typeof parcelViews)[number]

const bySlot = (a: Parcel, b: Parcel): number =>
  a.slot.startsAt === b.slot.startsAt ? (a.parcelId < b.parcelId ? -1 : 1) : a.slot.startsAt < b.slot.startsAt ? -1 : 1
const isDone = ({ state }: Pick<Parcel, 'state'>): boolean => state === 'delivered' || state === 'cancelled'

/** The next to be delivered first; of what is done the newest first. */
export const parcelsIn = ({ mine, waiting }: Parcels, view: ParcelView): readonly Parcel[] => {
  switch (view) {
    case 'mine':
      return mine.filter((one) => !isDone(one)).sort(bySlot)
    case 'waiting':
      return [...waiting].sort(bySlot)
    case 'done':
      return mine.filter(isDone).sort((a, b) => bySlot(b, a))
  }
}

/** After an act of the rider, which makes the parcel theirs if it was not. */
export const withParcel = ({ mine, waiting }: Parcels, parcel: Parcel): Parcels => ({
  mine: [...mine.filter(({ parcelId }) => parcelId !== parcel.parcelId), parcel],
  waiting: waiting.filter(({ parcelId }) => parcelId !== parcel.parcelId),
})

export const toCollect = ({ state, stallOrders }: Pick<Parcel, 'state' | 'stallOrders'>): readonly Order[] =>
  state === 'assigned' || state === 'on_the_way' ? stallOrders.filter((order) => order.state === 'ready') : []

/** Stalls that the rider has to wait for. */
export const preparing = ({ state, stallOrders }: Pick<Parcel, 'state' | 'stallOrders'>): readonly Order[] =>
  isDone({ state })
    ? []
    : stallOrders.filter((order) => ['placed', 'paid', 'accepted', 'picking'].includes(order.state))

export type HandOver =
  | { readonly by: 'code'; readonly code: string; readonly means?: 'cash' | 'pos_card' | 'other' }
  | { readonly by: 'photo'; readonly photoId: string }

/** As the server takes it. */
export const handOverBody = (handOver: HandOver) => {
  if (handOver.by === 'photo') return { photoId: handOver.photoId }
  const { code, means } = handOver
  return { handOverCode: code, ...(means === undefined ? {} : { declaredMeans: means }) }
}
