/** What the checkout asks for and sends. Pure. */
import type { PublicMarketHome } from '@smart-market/shared/contracts/public.ts'
import { businessDate, formatInstant } from '@smart-market/shared/time.ts'
import type { Place } from '../../platform/place.ts'
import type { ApiClient } from '../../platform/request.ts'
import { shopText } from '../../text-shop.ts'
import { bagAmount, toStalls, type Bag } from '../bag/bag.ts'
import { yuanText } from '../money/amounts.ts'
import { dateText } from '../reading/words.ts'
import type { CheckoutInput } from './pending.ts'

const words = shopText.checkout
export type Delivery = Awaited<ReturnType<ApiClient['getDeliveryOptions']>>
export type MarketCode = PublicMarketHome['code']

export interface CheckoutForm {
  readonly fulfilment: 'pickup' | 'delivery'
  readonly payment: 'online' | 'at_stall'
  readonly place: Place | null
  readonly contactName: string
  readonly phone: string
  readonly address: string
  readonly slotId: string | null
}
export const emptyForm: CheckoutForm = {
  fulfilment: 'pickup',
  payment: 'online',
  place: null,
  contactName: '',
  phone: '',
  address: '',
  slotId: null,
}

type Slot = Pick<Delivery['slots'][number], 'startsAt' | 'endsAt'>

/** `今天`, `明天`, else the date. */
const dayText = (date: string, now: Date): string => {
  if (date === businessDate(now)) return words.today
  if (date === businessDate(new Date(now.getTime() + 86_400_000))) return words.tomorrow
  return dateText(date).slice(5)
}

/** `今天 09:00–11:00`; with the date when it is another day. */
export const slotText = (slot: Slot, now: Date): string => {
  const [from, to] = [new Date(slot.startsAt), new Date(slot.endsAt)]
  return `${dayText(businessDate(from), now)} ${formatInstant(from).slice(11)}–${formatInstant(to).slice(11)}`
}

export interface SlotDay<S extends Slot = Slot> {
  readonly date: string
  readonly title: string
  readonly slots: readonly S[]
}

/** The slots that still have room, by the day on which they begin; days in the order of the slots. */
export const slotDays = <S extends Slot & { readonly left: number }>(slots: readonly S[], now: Date): SlotDay<S>[] => {
  const days = new Map<string, S[]>()
  for (const slot of slots) {
    if (slot.left <= 0) continue
    const date = businessDate(new Date(slot.startsAt))
    days.set(date, [...(days.get(date) ?? []), slot])
  }
  return [...days].map(([date, ofDay]) => ({ date, title: dayText(date, now), slots: ofDay }))
}

/** Fen; 0 for pickup and from the free threshold on. The server counts it again. */
export const feeOf = (form: CheckoutForm, zone: Delivery['zone'], goodsFen: number): number => {
  if (form.fulfilment === 'pickup' || zone === null) return 0
  return zone.freeFromFen !== null && goodsFen >= zone.freeFromFen ? 0 : zone.feeFen
}

/** The first thing that is missing, in words; null when the order can be sent. */
export const obstacle = (form: CheckoutForm, bag: Bag, delivery: Delivery | null): string | null => {
  if (form.fulfilment === 'pickup') return null
  if (form.place === null || delivery === null) return words.missingPlace
  if (delivery.zone === null) return words.outOfReach
  const goodsFen = bagAmount(bag)
  if (goodsFen < delivery.zone.minimumFen)
    return words.belowMinimum(yuanText(delivery.zone.minimumFen), yuanText(goodsFen))
  if (form.contactName.trim() === '' || form.phone.trim() === '' || form.address.trim() === '')
    return words.missingContact
  return form.slotId === null ? words.missingSlot : null
}

export const toBody = (form: CheckoutForm, bag: Bag, idempotencyKey: string): CheckoutInput => ({
  idempotencyKey,
  payment: form.payment,
  fulfilment: form.fulfilment,
  stalls: toStalls(bag),
  delivery:
    form.fulfilment === 'delivery' && form.place !== null && form.slotId !== null
      ? {
          latitude: form.place.latitude,
          longitude: form.place.longitude,
          slotId: form.slotId,
          contactName: form.contactName.trim(),
          phone: form.phone.trim(),
          address: `${form.place.name} ${form.address}`.trim(),
        }
      : null,
})
