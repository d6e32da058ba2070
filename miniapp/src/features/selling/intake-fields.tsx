import { View } from '@tarojs/components'
import { useState } from 'react'
import type { CategoryCode } from '@smart-market/shared/contracts/catalogue.ts'
import type { supplierKinds } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { workText } from '../../text-stall-work.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Chips } from '../../ui/chips.tsx'
import { Field } from '../../ui/field.tsx'
import { NumberPad } from '../../ui/number-pad.tsx'
import { Picture } from '../../ui/picture.tsx'
import { Tap } from '../../ui/tap.tsx'
import { photographed, type Goods, type IntakeDraft } from './intake-view.ts'

const words = workText.intake

interface PhotoFieldProps {
  readonly draft: IntakeDraft
  readonly preview: string | null
  readonly busy: boolean
  readonly onTake: () => void
  readonly onPaper: (kind: IntakeDraft['paper']) => void
}
export const PhotoField = ({ draft, preview, busy, onTake, onPaper }: PhotoFieldProps) => (
  <Card title={words.photo}>
    {preview !== null && <Picture source={preview} name={words.taken} />}
    <Button
      id="take-photo"
      kind={preview === null ? 'primary' : 'plain'}
      busy={busy}
      text={preview === null ? words.take : words.again}
      onTap={onTake}
    />
    {preview !== null && (
      <>
        <View className="card__note">{words.paper}</View>
        <Chips
          name="paper"
          label={words.paper}
          options={photographed.map((value) => ({ value, title: labels.paperKind[value] }))}
          chosen={draft.paper}
          onChoose={onPaper}
        />
      </>
    )}
  </Card>
)

interface GoodsFieldProps {
  readonly known: readonly Goods[]
  readonly chosen: Goods | null
  readonly onChoose: (goods: Goods) => void
}
const categories = Object.keys(labels.commodityCategory) as CategoryCode[]

export const GoodsField = ({ known, chosen, onChoose }: GoodsFieldProps) => {
  const [other, setOther] = useState(known.length === 0)
  const current: Goods = chosen ?? { name: '', categoryCode: known[0]?.categoryCode ?? 'vegetable' }
  return (
    <Card title={words.goods}>
      {known.length > 0 && !other && (
        <Chips
          name="goods"
          label={words.goods}
          options={known.map(({ name }) => ({ value: name, title: name }))}
          chosen={chosen?.name ?? null}
          onChoose={(name) => onChoose(known.find((one) => one.name === name) ?? current)}
        />
      )}
      {other ? (
        <>
          <Field
            id="goods-name"
            name={words.name}
            value={current.name}
            maxLength={40}
            onInput={(name) => onChoose({ ...current, name })}
          />
          <View className="card__note">{words.category}</View>
          <Chips
            name="category"
            label={words.category}
            options={categories.map((value) => ({ value, title: labels.commodityCategory[value] }))}
            chosen={current.categoryCode}
            onChoose={(categoryCode) => onChoose({ ...current, categoryCode })}
          />
        </>
      ) : (
        <Tap id="goods-other" className="card__more" onTap={() => setOther(true)}>
          {words.otherGoods}
        </Tap>
      )}
    </Card>
  )
}

interface QuantityFieldProps {
  readonly typed: string
  readonly onTyped: (turn: (typed: string) => string) => void
}
export const QuantityField = ({ typed, onTyped }: QuantityFieldProps) => (
  <Card title={words.quantity}>
    <View className="scale" role="img" aria-label={`${typed} ${words.kilograms}`}>
      <View className="scale__number">{typed === '' ? '–' : typed}</View>
      <View className="scale__unit">{words.kilograms}</View>
    </View>
    <NumberPad point maxLength={7} onTyped={onTyped} />
  </Card>
)

type SupplierKind = (typeof supplierKinds)[number]
const kindNames = Object.entries(words.supplierKinds).map(([value, title]) => ({
  value: value as SupplierKind,
  title,
}))

interface SupplierFieldProps {
  readonly known: readonly { readonly supplierId: string; readonly name: string }[]
  readonly chosen: string | null
  readonly busy: boolean
  readonly onChoose: (supplierId: string) => void
  readonly onNew: (supplier: { name: string; kind: SupplierKind; phone: string }) => void
}
export const SupplierField = ({ known, chosen, busy, onChoose, onNew }: SupplierFieldProps) => {
  const [fresh, setFresh] = useState<{ name: string; kind: SupplierKind; phone: string } | null>(null)
  const options = [
    ...known.map(({ supplierId, name }) => ({ value: supplierId, title: name })),
    { value: 'self', title: words.selfGrown },
  ]
  return (
    <Card title={words.supplier}>
      <Chips name="supplier" label={words.supplier} options={options} chosen={chosen} onChoose={onChoose} />
      {fresh === null ? (
        <Tap id="supplier-new" className="card__more" onTap={() => setFresh({ name: '', kind: 'market', phone: '' })}>
          {words.newSupplier}
        </Tap>
      ) : (
        <>
          <Field
            id="supplier-name"
            name={words.supplierName}
            value={fresh.name}
            onInput={(name) => setFresh({ ...fresh, name })}
          />
          <Field
            id="supplier-phone"
            name={words.supplierPhone}
            value={fresh.phone}
            maxLength={20}
            onInput={(phone) => setFresh({ ...fresh, phone })}
          />
          <Chips
            name="supplier-kind"
            label={words.newSupplier}
            options={kindNames}
            chosen={fresh.kind}
            onChoose={(kind) => setFresh({ ...fresh, kind })}
          />
          <Button
            id="supplier-add"
            kind="plain"
            busy={busy}
            text={words.newSupplier}
            onTap={() => {
              if (fresh.name.trim() === '') return
              onNew(fresh)
              setFresh(null)
            }}
          />
        </>
      )}
    </Card>
  )
}

interface OriginFieldProps {
  readonly known: readonly string[]
  readonly origin: string
  readonly onOrigin: (origin: string) => void
}
export const OriginField = ({ known, origin, onOrigin }: OriginFieldProps) => (
  <Card title={words.origin}>
    {known.length > 0 && (
      <Chips
        name="origin"
        label={words.origin}
        options={known.map((value) => ({ value, title: value }))}
        chosen={known.includes(origin) ? origin : null}
        onChoose={onOrigin}
      />
    )}
    <Field id="origin-place" name={words.originPlace} value={origin} maxLength={80} onInput={onOrigin} />
  </Card>
)
