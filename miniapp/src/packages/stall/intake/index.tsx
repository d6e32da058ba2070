import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { IntakeView } from '@smart-market/shared/contracts/sourcing.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import {
  GoodsField,
  OriginField,
  PhotoField,
  QuantityField,
  SupplierField,
} from '../../../features/selling/intake-fields.tsx'
import {
  emptyDraft,
  entryOf,
  knownGoods,
  knownOrigins,
  knownSuppliers,
  withGoods,
  type IntakeDraft,
} from '../../../features/selling/intake-view.ts'
import { readOwnGoods } from '../../../features/selling/read-goods.ts'
import { readOwn, stallsOf } from '../../../features/selling/read-own.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { takePhoto } from '../../../platform/photo.ts'
import { workText } from '../../../text-stall-work.ts'
import { stallText } from '../../../text-stall.ts'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { Chips } from '../../../ui/chips.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'

const words = workText.intake
const recent = 60

const readKnown = async ({ call, seller }: Pick<SellerUse, 'call' | 'seller'>) => {
  const params = { marketId: seller.marketId }
  const [intakes, suppliers, listings, own] = await Promise.all([
    call((api) => api.listIntakes({ params, query: { pageSize: recent } })),
    call((api) => api.listSuppliers({ params, query: { pageSize: 200 } })),
    readOwnGoods(call, seller),
    readOwn(call, seller),
  ])
  return {
    intakes: intakes.items,
    suppliers: suppliers.items.map(({ supplierId, name }) => ({ supplierId, name })),
    listings: listings.map(({ name, categoryCode }) => ({ name, categoryCode })),
    stalls: stallsOf(own, new Date()).map(({ code }) => code),
  }
}

const TodayList = ({ intakes }: { intakes: readonly IntakeView[] }) => {
  const today = intakes.filter((one) => one.businessDate === businessDate(new Date()))
  return (
    <Card title={words.today}>
      {today.length === 0 && <View className="card__empty">{words.none}</View>}
      {today.map(({ intakeId, batch, state, supplierName }) => (
        <Cell
          key={intakeId}
          id={`intake-${intakeId}`}
          title={batch.commodityName}
          note={words.row(formatGrams(batch.quantity), supplierName ?? words.selfGrown)}
          value={
            <Tag
              tone={state === 'admitted' ? 'good' : state === 'refused' ? 'bad' : 'warn'}
              text={labels.intakeState[state]}
            />
          }
        />
      ))}
    </Card>
  )
}

const IntakePage = (use: SellerUse) => {
  const { seller, call } = use
  const params = { marketId: seller.marketId }
  const read = useCallback(() => readKnown({ call, seller }), [call, seller])
  const { query, reload } = useKept('seller-intake', read)
  const { state, run } = useWrite()
  const [draft, setDraft] = useState<IntakeDraft>(emptyDraft)
  const [preview, setPreview] = useState<string | null>(null)
  const [stall, setStall] = useState<string | null>(null)
  const [told, setTold] = useState<{ tone: 'good' | 'warn' | 'bad'; text: string } | null>(null)
  const known = query.status === 'data' ? query.data.data : null
  const busy = state.status === 'sending'
  const change = (next: Partial<IntakeDraft>) => setDraft((before) => ({ ...before, ...next }))

  const photograph = async () => {
    setTold(null)
    const photo = await takePhoto().catch(() => {
      setTold({ tone: 'bad', text: words.photoFailed })
      return null
    })
    if (photo === null) return
    await run(async () => {
      const { fileName, bytes } = photo
      const { fileId } = await call((api) => api.uploadPaperFile({ params, upload: { fileName, bytes } }))
      setPreview(photo.preview)
      change({ fileId })
    })
  }
  const addSupplier = ({
    name,
    kind,
    phone,
  }: {
    name: string
    kind: 'firm' | 'cooperative' | 'farmer' | 'market'
    phone: string
  }) =>
    void run(async () => {
      const body = { name, kind, ...(phone.trim() === '' ? {} : { phone }) }
      const { supplierId } = await call((api) => api.registerSupplier({ params, body }))
      change({ supplierId })
      reload()
    })
  const submit = () => {
    const entry = entryOf(draft, stall ?? known?.stalls[0] ?? '')
    if ('missing' in entry) return setTold({ tone: 'bad', text: entry.missing })
    void run(async () => {
      const { state: entered, batch } = await call((api) => api.recordIntake({ params, body: entry }))
      setTold(
        entered === 'admitted'
          ? { tone: 'good', text: words.admitted(batch.commodityName, batch.traceCode) }
          : { tone: 'warn', text: words.awaiting(batch.commodityName) },
      )
      setDraft(emptyDraft)
      setPreview(null)
      reload()
    })
  }
  return (
    <DeskPage
      use={use}
      title={words.title}
      action={known === null ? undefined : { text: words.submit, onTap: submit, busy }}
      onPull={reload}
    >
      <QueryView query={query} onRetry={reload}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            {kept.data.stalls.length === 0 && <NoticeBar tone="bad" text={stallText.stall.noStalls} />}
            {kept.data.stalls.length > 1 && (
              <Card title={words.stall}>
                <Chips
                  name="stall"
                  label={words.stall}
                  options={kept.data.stalls.map((value) => ({ value, title: value }))}
                  chosen={stall ?? kept.data.stalls[0] ?? null}
                  onChoose={setStall}
                />
              </Card>
            )}
            <PhotoField
              draft={draft}
              preview={preview}
              busy={busy}
              onTake={() => void photograph()}
              onPaper={(paper) => change({ paper })}
            />
            <GoodsField
              known={knownGoods(kept.data.intakes, kept.data.listings)}
              chosen={draft.goods}
              onChoose={(goods) => setDraft(withGoods(draft, goods, kept.data.intakes, kept.data.suppliers))}
            />
            <QuantityField
              typed={draft.kilograms}
              onTyped={(turn) => setDraft((before) => ({ ...before, kilograms: turn(before.kilograms) }))}
            />
            <SupplierField
              known={knownSuppliers(kept.data.intakes, kept.data.suppliers)}
              chosen={draft.supplierId}
              busy={busy}
              onChoose={(supplierId) => change({ supplierId })}
              onNew={addSupplier}
            />
            <OriginField
              known={knownOrigins(kept.data.intakes)}
              origin={draft.origin}
              onOrigin={(origin) => change({ origin })}
            />
            {/* Beside the button that was pressed: the top of the page is out of sight by then. */}
            {told !== null && <NoticeBar tone={told.tone} text={<CodeText text={told.text} />} />}
            <WriteNotice state={state} onRefresh={reload} />
            {state.status === 'unsure' && <View className="as-of">{words.unsureHint}</View>}
            <TodayList intakes={kept.data.intakes} />
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerIntakePage() {
  return <SellerGate>{(use) => <IntakePage {...use} />}</SellerGate>
}

export default guarded(SellerIntakePage)
