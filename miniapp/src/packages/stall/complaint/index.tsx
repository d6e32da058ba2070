import { View } from '@tarojs/components'
import { useCallback, useEffect, useState } from 'react'
import type { Complaint } from '@smart-market/shared/contracts/complaints.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { dateText, whenText } from '../../../features/reading/words.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { may, SellerGate, type Seller, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { usePageParams } from '../../../platform/navigation.ts'
import { openPicture } from '../../../platform/picture.ts'
import { workText } from '../../../text-stall-work.ts'
import { stallText } from '../../../text-stall.ts'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Picture } from '../../../ui/picture.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { Tap } from '../../../ui/tap.tsx'
import { TextArea } from '../../../ui/text-area.tsx'

const words = workText.complaints

const Photo = ({ seller, photoId, place }: { seller: Seller; photoId: string; place: number }) => {
  const [source, setSource] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  const { token, marketId } = seller
  useEffect(() => {
    let current = true
    openPicture(token, 'getComplaintPhoto', { marketId, photoId }).then(
      (address) => current && setSource(address),
      () => current && setFailed(true),
    )
    return () => {
      current = false
    }
  }, [token, marketId, photoId])
  if (failed) return <View className="card__note">{words.photoFailed}</View>
  if (source === null) return <View className="voucher voucher--waiting" />
  return <Picture source={source} name={words.photoOf(String(place))} />
}

const Clocks = ({ clocks }: { clocks: Complaint['clocks'] }) => (
  <Card title={words.clocks}>
    {clocks.map((clock) => (
      <Cell
        key={clock.clockId}
        title={labels.clock[clock.clockId]}
        note={words.source(clock.source) + (clock.mark === 'recall' ? words.recall : '')}
        value={<Tag tone={clock.overdue ? 'bad' : 'plain'} text={dateText(clock.dueOn).slice(5)} />}
      />
    ))}
  </Card>
)

const Told = ({ title, text }: { title: string; text: string | null }) =>
  text === null ? null : (
    <View className="paper-row">
      <View className="strong">{title}</View>
      <View className="prose">{text}</View>
    </View>
  )

const Facts = ({ complaint, now }: { complaint: Complaint; now: Date }) => (
  <Card
    title={labels.complaintCategory[complaint.category]}
    corner={<Tag text={labels.complaintState[complaint.state]} />}
    note={[complaint.stallCode, words.at(whenText(complaint.receivedAt, now))].filter(Boolean).join(' · ')}
  >
    <Told title={words.what} text={complaint.description} />
    <Told title={words.wants} text={complaint.wants} />
    <Told title={words.outcome} text={complaint.outcome} />
  </Card>
)

const actionNames: Readonly<Record<string, string>> = { ...labels.complaintAction, receive: words.received }

const Records = ({ complaint, seller, now }: { complaint: Complaint; seller: Seller; now: Date }) => (
  <>
    {complaint.photos.length > 0 && (
      <Card title={words.photos}>
        {complaint.photos.map(({ photoId }, i) => (
          <Photo key={photoId} seller={seller} photoId={photoId} place={i + 1} />
        ))}
      </Card>
    )}
    {complaint.clocks.length > 0 && <Clocks clocks={complaint.clocks} />}
    <Card title={words.history}>
      {complaint.moves.map((move, i) => (
        <Cell
          key={`${move.at}-${i}`}
          title={`${move.byName} ${actionNames[move.action] ?? move.action}`}
          note={[move.note, whenText(move.at, now)].filter(Boolean).join(' · ')}
        />
      ))}
    </Card>
  </>
)

const ComplaintPage = (use: SellerUse) => {
  const { seller, call } = use
  const complaintId = usePageParams().complaint ?? ''
  const params = { marketId: seller.marketId, complaintId }
  const read = useCallback(
    () => call((api) => api.getComplaint({ params: { marketId: seller.marketId, complaintId } })),
    [call, seller.marketId, complaintId],
  )
  const { query, reload, put } = useKept(complaintId === '' ? null : `seller-complaint-${complaintId}`, read)
  const { state, run } = useWrite()
  const [answer, setAnswer] = useState('')
  const [told, setTold] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null)
  const complaint = query.status === 'data' && query.data.problem === null ? query.data.data : null
  const asked = complaint?.step === 'merchant' && complaint.allowed.includes('answer')
  const mayAnswer = asked && may(seller, 'owner')
  const send = () => {
    if (answer.trim() === '') return setTold({ tone: 'bad', text: words.blank })
    void run(async () => {
      put(await call((api) => api.moveComplaint({ params, body: { action: 'answer', note: answer.trim() } })))
      setAnswer('')
      setTold({ tone: 'good', text: words.sent })
    })
  }
  const action = mayAnswer ? { text: words.send, onTap: send, busy: state.status === 'sending' } : undefined
  return (
    <DeskPage use={use} title={stallText.stall.complaints} action={action} onPull={reload}>
      <QueryView query={query} onRetry={reload}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            {told !== null && <NoticeBar {...told} />}
            <WriteNotice state={state} onRefresh={reload} />
            <Facts complaint={kept.data} now={new Date()} />
            {asked && !mayAnswer && <NoticeBar tone="warn" text={words.ownerOnly} />}
            {mayAnswer && (
              <Card title={words.answer} note={words.answerHint}>
                {words.phrases.map((phrase, i) => (
                  <Tap key={phrase} id={`phrase-${i}`} className="phrase" onTap={() => setAnswer(phrase)}>
                    {phrase}
                  </Tap>
                ))}
                <TextArea id="answer" name={words.answer} value={answer} onInput={setAnswer} />
              </Card>
            )}
            <Records complaint={kept.data} seller={seller} now={new Date()} />
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerComplaintPage() {
  return <SellerGate>{(use) => <ComplaintPage {...use} />}</SellerGate>
}

export default guarded(SellerComplaintPage)
