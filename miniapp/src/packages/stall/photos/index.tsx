import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { Listing } from '@smart-market/shared/contracts/catalogue.ts'
import { priceText } from '../../../features/goods/goods-view.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { readOwnGoods } from '../../../features/selling/read-goods.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { usePageParams } from '../../../platform/navigation.ts'
import { takePhoto } from '../../../platform/photo.ts'
import { listingPhotoAddress } from '../../../platform/picture.ts'
import { workText } from '../../../text-stall-work.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Picture } from '../../../ui/picture.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'

const words = workText.photos
/** The contract's number; the contracts themselves are left out of the build. */
const most = 6

const PhotosPage = (use: SellerUse) => {
  const { seller, call } = use
  const listingId = usePageParams().listing ?? ''
  const params = { marketId: seller.marketId, listingId }
  const read = useCallback(
    async (): Promise<Listing | null> =>
      (await readOwnGoods(call, seller)).find((one) => one.listingId === listingId) ?? null,
    [call, seller, listingId],
  )
  const { query, reload, put } = useKept(listingId === '' ? null : `seller-photos-${listingId}`, read)
  const { state, run } = useWrite()
  const [refused, setRefused] = useState(false)
  const listing = query.status === 'data' ? query.data.data : null
  const add = async () => {
    setRefused(false)
    const photo = await takePhoto().catch(() => {
      setRefused(true)
      return null
    })
    if (photo === null) return
    const { fileName, bytes } = photo
    await run(async () => put(await call((api) => api.addListingPhoto({ params, upload: { fileName, bytes } }))))
  }
  const remove = (photoId: string) =>
    void run(async () => put(await call((api) => api.removeListingPhoto({ params: { ...params, photoId } }))))
  const full = (listing?.photoIds.length ?? 0) >= most
  return (
    <DeskPage
      use={use}
      title={words.title}
      action={
        listing === null || full
          ? undefined
          : { text: words.add, onTap: () => void add(), busy: state.status === 'sending' }
      }
      onPull={reload}
    >
      <QueryView
        query={query}
        onRetry={reload}
        isEmpty={({ data }) => data === null}
        empty={<Empty title={words.gone} />}
      >
        {(kept) =>
          kept.data && (
            <>
              <KeptNotice kept={kept} onRetry={reload} />
              {refused && <NoticeBar tone="bad" text={workText.intake.photoFailed} />}
              <WriteNotice state={state} onRefresh={reload} />
              {full && <NoticeBar tone="warn" text={words.full} />}
              <Card title={kept.data.name} note={`${kept.data.stallCode} · ${priceText(kept.data)}`}>
                {kept.data.photoIds.length === 0 && <View className="card__empty">{words.none}</View>}
                {kept.data.photoIds.map((photoId, i) => (
                  <View key={photoId} id={`photo-${i + 1}`}>
                    <Picture
                      source={listingPhotoAddress(seller.marketCode, photoId)}
                      name={words.photoOf(kept.data?.name ?? '', i + 1)}
                    />
                    <Button
                      id={`remove-${i + 1}`}
                      kind="plain"
                      text={words.remove(i + 1)}
                      busy={state.status === 'sending'}
                      onTap={() => remove(photoId)}
                    />
                  </View>
                ))}
              </Card>
            </>
          )
        }
      </QueryView>
    </DeskPage>
  )
}

function SellerPhotosPage() {
  return <SellerGate>{(use) => <PhotosPage {...use} />}</SellerGate>
}

export default guarded(SellerPhotosPage)
