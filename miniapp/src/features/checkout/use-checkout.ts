import { useState } from 'react'
import { replacePage } from '../../platform/navigation.ts'
import { readStored, writeStored } from '../../platform/storage.ts'
import { makeKey } from '../../platform/system.ts'
import { useBag } from '../bag/bag-context.tsx'
import { asShopper } from '../session/shopper.ts'
import { useWrite } from '../writing/use-write.ts'
import { orderable, type Bag } from '../bag/bag.ts'
import { emptyForm, toBody, type CheckoutForm } from './checkout-view.ts'
import { rememberAddress } from './kept-addresses.ts'
import { dropPending, keepPending, readPending, type Pending } from './pending.ts'

const formKey = 'checkout-form'

/** The way it was last time, but for the slot, which has passed. */
const rememberedForm = (): CheckoutForm => {
  try {
    const kept = JSON.parse(readStored(formKey) ?? '{}') as Partial<CheckoutForm>
    return { ...emptyForm, ...kept, slotId: null }
  } catch {
    return emptyForm
  }
}

/**
 * Sends the bag as one order. The key is made once and kept with the body until the server's answer is certain: after
 * a lost answer only the very same order can be sent again, and the server knows it by its key.
 */
export const useCheckout = (marketCode: string) => {
  const [bag, change] = useBag(marketCode)
  const [form, setForm] = useState(rememberedForm)
  const [pending, setPending] = useState<Pending | null>(() => readPending(marketCode))
  const { state, run, clear } = useWrite()

  const send = async (order: Pending) => {
    let orderGroupId = ''
    const done = await run(async () => {
      // Not before: a second tap must not put another key in the place of the one that is on its way.
      keepPending(order)
      setPending(order)
      try {
        const answer = await asShopper((api) => api.checkOut({ params: { marketCode }, body: order.body }))
        orderGroupId = answer.orderGroupId
      } catch (cause) {
        // A refusal is certain: the next try is another order, with a key of its own.
        if ((cause as { status?: number }).status !== undefined && (cause as { status: number }).status < 500) {
          dropPending()
          setPending(null)
        }
        throw cause
      }
    })
    if (!done) return
    dropPending()
    const { place, contactName, phone, address } = form
    if (form.fulfilment === 'delivery' && place !== null) rememberAddress({ place, contactName, phone, address })
    change((now) => withoutOrdered(now, order))
    await replacePage('order', { market: marketCode, group: orderGroupId, new: '1' })
  }
  return {
    bag: orderable(bag),
    form,
    pending,
    state,
    update: (patch: Partial<CheckoutForm>) => {
      const next = { ...form, ...patch }
      writeStored(formKey, JSON.stringify(next))
      setForm(next)
      clear()
    },
    submit: () => void send({ marketCode, body: toBody(form, orderable(bag), makeKey()) }),
    again: () => {
      if (pending) void send(pending)
    },
  }
}

const withoutOrdered = (bag: Bag, { body }: Pending): Bag => {
  const ordered = body.stalls.flatMap(({ lines }) => lines.map(({ listingId }) => listingId))
  return bag
    .map((stall) => ({ ...stall, lines: stall.lines.filter(({ listingId }) => !ordered.includes(listingId)) }))
    .filter(({ lines }) => lines.length > 0)
}
