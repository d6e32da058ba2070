import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useEvery } from '../../../features/reading/use-every.ts'
import { useKept } from '../../../features/reading/use-kept.ts'
import { HandOverCard } from '../../../features/riding/hand-over-card.tsx'
import { ParcelCard } from '../../../features/riding/parcel-card.tsx'
import {
  handOverBody,
  parcelsIn,
  parcelViews,
  withParcel,
  type HandOver,
  type Parcel,
  type Parcels,
  type ParcelView,
} from '../../../features/riding/parcel-view.ts'
import { RiderGate, type RiderUse } from '../../../features/session/rider.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import type { Photo } from '../../../platform/photo.ts'
import type { ApiClient } from '../../../platform/request.ts'
import { riderText } from '../../../text-rider.ts'
import { Button } from '../../../ui/button.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = riderText
const pageSize = 200
const lookAgainMs = 20_000

const readParcels = async (call: RiderUse['call'], marketId: string): Promise<Parcels> => {
  const params = { marketId }
  const [mine, waiting] = await Promise.all([
    call((api) => api.listParcels({ params, query: { mine: 'yes', pageSize } })),
    call((api) => api.listParcels({ params, query: { state: 'waiting', pageSize } })),
  ])
  return { mine: mine.items, waiting: waiting.items }
}

const ParcelsPage = ({ rider, call, leave }: RiderUse) => {
  const { marketId } = rider
  const read = useCallback(() => readParcels(call, marketId), [call, marketId])
  const { query, reload, put } = useKept('rider-parcels', read)
  const { state, run } = useWrite()
  const [view, setView] = useState<ParcelView>('mine')
  const [atDoor, setAtDoor] = useState<string | null>(null)
  const [now] = useState(() => new Date())
  const parcels = query.status === 'data' ? query.data.data : null
  const busy = state.status === 'sending'
  useEvery(lookAgainMs, !busy && atDoor === null, reload)

  const act = (send: (api: ApiClient) => Promise<Parcel>) =>
    run(async () => {
      const parcel = await call(send)
      if (parcels !== null) put(withParcel(parcels, parcel))
    })
  const paramsOf = ({ parcelId }: Parcel) => ({ marketId, parcelId })
  const take = async (parcel: Parcel) => {
    if (await act((api) => api.assignParcel({ params: paramsOf(parcel), body: {} }))) setView('mine')
  }
  const collect = (parcel: Parcel, stallOrderId: string) =>
    void act((api) => api.collectStallOrder({ params: { ...paramsOf(parcel), stallOrderId } }))
  const fail = (parcel: Parcel, reason: string) =>
    void act((api) => api.failParcel({ params: paramsOf(parcel), body: { reason } }))
  const handOver = async (parcel: Parcel, how: HandOver) => {
    if (!(await act((api) => api.handOverParcel({ params: paramsOf(parcel), body: handOverBody(how) })))) return
    setAtDoor(null)
    setView('done')
  }
  const sendPhoto = async (parcel: Parcel, { fileName, bytes }: Photo): Promise<string | null> => {
    let sent: string | null = null
    await run(async () => {
      const { photoId } = await call((api) =>
        api.uploadParcelPhoto({ params: paramsOf(parcel), upload: { fileName, bytes } }),
      )
      sent = photoId
    })
    return sent
  }

  const opened = atDoor === null ? undefined : parcels?.mine.find(({ parcelId }) => parcelId === atDoor)
  if (opened?.state === 'on_the_way')
    return (
      <Page title={words.handOver} demo={rider.demo}>
        <ParcelHead parcel={opened} />
        <HandOverCard
          parcel={opened}
          busy={busy}
          onHandOver={(how) => void handOver(opened, how)}
          onPhoto={(photo) => sendPhoto(opened, photo)}
          onBack={() => setAtDoor(null)}
        />
        <WriteNotice state={state} />
      </Page>
    )
  return (
    <Page
      title={words.title}
      demo={rider.demo}
      onPull={reload}
      pinned={
        <View className="finder">
          <View className="queues">
            {parcelViews.map((one) => (
              <Tap
                key={one}
                id={`view-${one}`}
                className={`chip ${one === view ? 'chip--chosen' : ''}`}
                chosen={one === view}
                onTap={() => setView(one)}
              >
                {parcels === null || one === 'done'
                  ? words.views[one]
                  : words.count(words.views[one], parcelsIn(parcels, one).length)}
              </Tap>
            ))}
          </View>
        </View>
      }
    >
      <QueryView query={query} onRetry={reload}>
        {(kept) => {
          const shown = parcelsIn(kept.data, view)
          return (
            <>
              <KeptNotice kept={kept} onRetry={reload} />
              <WriteNotice state={state} onRefresh={reload} />
              {shown.length === 0 && <Empty title={words.none[view]} hint={words.noneHint[view]} />}
              {shown.map((parcel) => (
                <ParcelCard
                  key={parcel.parcelId}
                  rider={rider}
                  parcel={parcel}
                  now={now}
                  busy={busy}
                  onTake={() => void take(parcel)}
                  onCollect={(stallOrderId) => collect(parcel, stallOrderId)}
                  onHandOver={() => setAtDoor(parcel.parcelId)}
                  onFail={(reason) => fail(parcel, reason)}
                />
              ))}
              <View className="foot-note">{`${rider.displayName} · ${rider.marketName}。${words.desk}`}</View>
            </>
          )
        }}
      </QueryView>
      <View className="block">
        <Button id="refresh" kind="plain" text={words.refresh} onTap={reload} />
      </View>
      <View className="block">
        <Button id="logout" kind="plain" text={words.leave} onTap={leave} />
      </View>
    </Page>
  )
}

const ParcelHead = ({ parcel: { address, contactName } }: { parcel: Parcel }) => (
  <View className="sign">
    <View className="sign__name" role="heading" aria-level="1">
      {address}
    </View>
    <View className="sign__place">{contactName}</View>
  </View>
)

function RiderParcelsPage() {
  return <RiderGate>{(use) => <ParcelsPage {...use} />}</RiderGate>
}

export default guarded(RiderParcelsPage)
