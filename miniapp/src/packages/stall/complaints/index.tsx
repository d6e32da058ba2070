import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import { ListEnd } from '../../../features/reading/list-end.tsx'
import { usePaged } from '../../../features/reading/use-paged.ts'
import { dateText, numberText, whenText } from '../../../features/reading/words.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { openPage } from '../../../platform/navigation.ts'
import { workText } from '../../../text-stall-work.ts'
import { stallText } from '../../../text-stall.ts'
import { Chips } from '../../../ui/chips.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = workText.complaints
type Shown = 'waiting' | 'all'

const ComplaintsPage = (use: SellerUse) => {
  const { seller, call } = use
  const { marketId } = seller
  const [shown, setShown] = useState<Shown>('waiting')
  const read = useCallback(
    (which: { shown: Shown }, page: number) =>
      call((api) =>
        api.listComplaints({
          params: { marketId },
          query: { page, ...(which.shown === 'waiting' ? { step: 'merchant' as const } : {}) },
        }),
      ),
    [call, marketId],
  )
  const { query, loadMore } = usePaged(read, { shown })
  return (
    <DeskPage
      use={use}
      title={stallText.stall.complaints}
      pinned={
        <View className="finder">
          <Chips
            name="shown"
            label={stallText.stall.complaints}
            options={[
              { value: 'waiting', title: words.waiting },
              { value: 'all', title: words.all },
            ]}
            chosen={shown}
            onChoose={setShown}
          />
        </View>
      }
    >
      <QueryView
        query={query}
        onRetry={loadMore}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title={shown === 'waiting' ? words.noneWaiting : words.none} />}
      >
        {({ items, last, more }) => (
          <>
            {items.map((one) => (
              <Tap
                key={one.complaintId}
                id={`case-${one.complaintId}`}
                className="card"
                role="link"
                onTap={() => openPage('sellerComplaint', { complaint: one.complaintId })}
              >
                <View className="card__head">
                  <View className="card__title">{labels.complaintCategory[one.category]}</View>
                  <Tag text={labels.complaintState[one.state]} />
                </View>
                <View className="card__note">
                  {[one.stallCode, words.at(whenText(one.receivedAt, new Date()))].filter(Boolean).join(' · ')}
                </View>
                {one.step === 'merchant' && one.nextDueOn !== null && (
                  <View className="tags">
                    <Tag
                      tone={one.overdue ? 'bad' : 'warn'}
                      text={(one.overdue ? words.overdue : words.due)(dateText(one.nextDueOn).slice(5))}
                    />
                  </View>
                )}
              </Tap>
            ))}
            <ListEnd more={more} count={words.unit(numberText(last.total))} onMore={loadMore} />
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerComplaintsPage() {
  return <SellerGate>{(use) => <ComplaintsPage {...use} />}</SellerGate>
}

export default guarded(SellerComplaintsPage)
