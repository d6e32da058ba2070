import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Parcel = Item<'listParcels'>
export type Zone = Item<'listDeliveryZones'>
export type Slot = Item<'listDeliverySlots'>
export type Rider = Item<'listRiders'>
export type DeliveryPlan = Output<'getDeliveryPlan'>
export type OrderSettings = Output<'getOrderSettings'>

export const useParcels = (marketId: string, query: Query<'listParcels'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'parcels', query),
    queryFn: () => client.listParcels({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useRiders = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'riders'),
    queryFn: () => client.listRiders({ params: { marketId } }),
  })

export const useAssign = () =>
  useMarketMutation(
    ({ parcelId, riderId }: { parcelId: string; riderId?: string }, marketId) =>
      client.assignParcel({ params: { marketId, parcelId }, body: riderId === undefined ? {} : { riderId } }),
    { done: (parcel) => `已派给 ${parcel.riderName ?? ''}` },
  )

export const useCollect = (parcelId: string) =>
  useMarketMutation(
    (stallOrderId: string, marketId) => client.collectStallOrder({ params: { marketId, parcelId, stallOrderId } }),
    { done: '已取到货' },
  )

export const useHandOverParcel = (parcelId: string) =>
  useMarketMutation(
    async (
      { photo, ...body }: Omit<Body<'handOverParcel'>, 'photoId'> & { photo?: File | undefined },
      marketId,
    ): Promise<Parcel> => {
      const params = { marketId, parcelId }
      if (photo === undefined) return client.handOverParcel({ params, body })
      const { photoId } = await client.uploadParcelPhoto({ params, upload: { fileName: photo.name, bytes: photo } })
      return client.handOverParcel({ params, body: { ...body, photoId } })
    },
    { done: '已交货', quiet: true },
  )

export type ParcelEnd = 'fail' | 'return'
export const useEndParcel = (parcelId: string) =>
  useMarketMutation(
    ({ end, reason }: { end: ParcelEnd; reason: string }, marketId) =>
      (end === 'fail' ? client.failParcel : client.returnParcel)({ params: { marketId, parcelId }, body: { reason } }),
    { done: '已记录', quiet: true },
  )

export const useZones = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'delivery-zones'),
    queryFn: () => client.listDeliveryZones({ params: { marketId } }),
  })
export const useCreateZone = () =>
  useMarketMutation(
    (body: Body<'createDeliveryZone'>, marketId) => client.createDeliveryZone({ params: { marketId }, body }),
    { done: '已新建配送范围', quiet: true },
  )
export const useRemoveZone = () =>
  useMarketMutation(
    (deliveryZoneId: string, marketId) => client.removeDeliveryZone({ params: { marketId, deliveryZoneId } }),
    { done: '已停用' },
  )

export const useSlots = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'delivery-slots'),
    queryFn: () => client.listDeliverySlots({ params: { marketId } }),
  })
export const useDeliveryPlan = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'delivery-plan'),
    queryFn: () => client.getDeliveryPlan({ params: { marketId } }),
  })
export const useSetDeliveryPlan = () =>
  useMarketMutation(
    (plan: DeliveryPlan['plan'], marketId) => client.setDeliveryPlan({ params: { marketId }, body: { plan } }),
    {
      done: ({ plan }) => (plan === null ? '不再自动开放，已经开放的时段还在' : '已设置，缺的时段已经开放'),
      quiet: true,
    },
  )
export const useOpenSlots = () =>
  useMarketMutation(
    (body: Body<'createDeliverySlots'>, marketId) => client.createDeliverySlots({ params: { marketId }, body }),
    { done: ({ created }) => `已开放 ${created} 个时段`, quiet: true },
  )
export const useChangeSlot = () =>
  useMarketMutation(
    ({ deliverySlotId, capacity }: { deliverySlotId: string; capacity: number }, marketId) =>
      client.changeDeliverySlot({ params: { marketId, deliverySlotId }, body: { capacity } }),
    { done: '已修改名额', quiet: true },
  )

export const useOrderSettings = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'order-settings'),
    queryFn: () => client.getOrderSettings({ params: { marketId } }),
  })
export const useSetOrderSettings = () =>
  useMarketMutation(
    (body: Body<'setOrderSettings'>, marketId) => client.setOrderSettings({ params: { marketId }, body }),
    { done: '已保存', quiet: true },
  )
