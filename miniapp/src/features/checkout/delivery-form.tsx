import { View } from '@tarojs/components'
import { useState } from 'react'
import { choosePlace } from '../../platform/place.ts'
import { shopText } from '../../text-shop.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Chips } from '../../ui/chips.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { QueryView, type QueryState } from '../../ui/states.tsx'
import { WechatPhone } from '../contact/wechat-phone.tsx'
import { yuanText } from '../money/amounts.ts'
import { numberText } from '../reading/words.ts'
import { isSameAddress } from './address-book.ts'
import { emptyForm, slotDays, slotText, type CheckoutForm, type Delivery } from './checkout-view.ts'
import { forgetAddress, readAddresses } from './kept-addresses.ts'

const words = shopText.checkout

interface DeliveryFormProps {
  readonly form: CheckoutForm
  readonly options: QueryState<Delivery>
  readonly onChange: (patch: Partial<CheckoutForm>) => void
  readonly onRetry: () => void
}

const Slots = ({ form, delivery, onChange }: Pick<DeliveryFormProps, 'form' | 'onChange'> & { delivery: Delivery }) => {
  const [now] = useState(() => new Date())
  const [day, setDay] = useState<string | null>(null)
  const { zone, slots } = delivery
  const days = slotDays(slots, now)
  const shown = days.find(({ date }) => date === day) ?? days[0]
  if (zone === null) return <NoticeBar tone="bad" text={words.outOfReach} />
  const fee = zone.feeFen === 0 ? words.free : `${words.fee} ${yuanText(zone.feeFen)} 元`
  const free = zone.freeFromFen === null || zone.feeFen === 0 ? '' : `，${words.feeFrom(yuanText(zone.freeFromFen))}`
  return (
    <>
      <View className="card__note">{`${zone.name}：${fee}${free}`}</View>
      <View className="field__name">{words.slot}</View>
      {shown === undefined && <NoticeBar tone="warn" text={words.noSlots} />}
      {days.length > 1 && (
        <Chips
          name="day"
          label={words.day}
          options={days.map(({ date, title }) => ({ value: date, title }))}
          chosen={shown?.date ?? null}
          onChoose={(date) => {
            setDay(date)
            onChange({ slotId: null })
          }}
        />
      )}
      {shown && (
        <Choice
          name="slot"
          chosen={form.slotId}
          options={shown.slots.map((slot) => ({
            value: slot.deliverySlotId,
            title: slotText(slot, now),
            note: words.slotLeft(numberText(slot.left)),
          }))}
          onChoose={(slotId) => onChange({ slotId })}
        />
      )}
    </>
  )
}

const fresh = 'new'

/** One tap fills in where an earlier order went. */
const AddressBook = ({ form, onChange }: Pick<DeliveryFormProps, 'form' | 'onChange'>) => {
  const [book, setBook] = useState(readAddresses)
  if (book.length === 0) return null
  const chosen = book.findIndex((one) => isSameAddress(one, form))
  const known = book[chosen]
  const choose = (value: string) => {
    const { place, contactName, phone, address } = book[Number(value)] ?? emptyForm
    onChange({ place, contactName, phone, address, slotId: null })
  }
  return (
    <Card title={words.addressBook} note={words.addressBookNote}>
      <Choice
        name="address-book"
        chosen={known === undefined ? fresh : String(chosen)}
        options={[
          ...book.map((one, i) => ({
            value: String(i),
            title: `${one.place.name} ${one.address}`.trim(),
            note: `${one.contactName} ${one.phone}`,
          })),
          { value: fresh, title: words.newAddress },
        ]}
        onChoose={choose}
      />
      {known !== undefined && (
        <Button
          id="forget-address"
          kind="plain"
          text={words.forgetAddress}
          onTap={() => setBook(forgetAddress(known))}
        />
      )}
    </Card>
  )
}

export const DeliveryForm = ({ form, options, onChange, onRetry }: DeliveryFormProps) => {
  const [problem, setProblem] = useState(false)
  const choose = async () => {
    try {
      const place = await choosePlace()
      setProblem(false)
      if (place) onChange({ place, slotId: null })
    } catch {
      setProblem(true)
    }
  }
  const { place } = form
  return (
    <>
      <AddressBook form={form} onChange={onChange} />
      <Card title={words.where} note={words.placeUse}>
        <View className="place">
          {place === null ? words.noPlace : place.name === '' ? words.placeKept : place.name}
        </View>
        <Button
          id="choose-place"
          kind="plain"
          text={place === null ? words.choosePlace : words.changePlace}
          onTap={() => void choose()}
        />
        {problem && <NoticeBar tone="bad" text={words.placeFailed} />}
        <Field
          id="address"
          name={words.address}
          value={form.address}
          maxLength={80}
          onInput={(address) => onChange({ address })}
        />
        <Field
          id="contact"
          name={words.contactName}
          value={form.contactName}
          maxLength={20}
          onInput={(contactName) => onChange({ contactName })}
        />
        <Field
          id="phone"
          name={words.phone}
          type="number"
          value={form.phone}
          maxLength={20}
          onInput={(phone) => onChange({ phone })}
        />
        <WechatPhone onPhone={(phone) => onChange({ phone })} />
        {place !== null && (
          <QueryView query={options} onRetry={onRetry}>
            {(delivery) => <Slots form={form} delivery={delivery} onChange={onChange} />}
          </QueryView>
        )}
      </Card>
    </>
  )
}
