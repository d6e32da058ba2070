import { Textarea, View } from '@tarojs/components'
import { useState } from 'react'
import { readStored, writeStored } from '../../platform/storage.ts'
import { caseText } from '../../text-cases.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { spokenName } from '../../ui/spoken-name.ts'
import { Tap } from '../../ui/tap.tsx'
import { asShopper } from '../session/shopper.ts'
import { useWrite } from '../writing/use-write.ts'
import { WriteNotice } from '../writing/write-state.tsx'

interface RatePurchaseProps {
  readonly marketCode: string
  readonly purchase: { readonly stallOrderId: string } | { readonly saleId: string }
  readonly stall: string
}

/** One rating for a completed order or a slip; the server refuses a second, and this phone remembers the first. */
export const RatePurchase = ({ marketCode, purchase, stall }: RatePurchaseProps) => {
  const id = 'saleId' in purchase ? purchase.saleId : purchase.stallOrderId
  const key = `rated-${id}`
  const [done, setDone] = useState(() => readStored(key) !== null)
  const [stars, setStars] = useState(0)
  const [comment, setComment] = useState('')
  const [told, setTold] = useState(false)
  const { state, run } = useWrite()
  if (done) return <NoticeBar tone="good" text={`${stall} ${caseText.rated}`} />
  const send = () => {
    setTold(stars === 0)
    if (stars === 0) return
    void run(async () => {
      await asShopper((api) =>
        api.submitRating({
          params: { marketCode },
          body: { stars, comment: comment.trim() === '' ? null : comment.trim(), ...purchase },
        }),
      )
      writeStored(key, 'yes')
      setDone(true)
    })
  }
  return (
    <Card title={`${caseText.rate} ${stall}`} note={caseText.rateNote}>
      <View className="rate">
        {[1, 2, 3, 4, 5].map((n) => (
          <Tap
            key={n}
            id={`star-${n}-${id}`}
            className="rate__star"
            chosen={stars === n}
            label={caseText.star(n)}
            onTap={() => setStars(n)}
          >
            {n <= stars ? '★' : '☆'}
          </Tap>
        ))}
      </View>
      <Textarea
        className="words-field words-field--short"
        value={comment}
        {...spokenName(caseText.comment)}
        placeholder={caseText.comment}
        placeholderClass="search__placeholder"
        maxlength={300}
        onInput={(event) => setComment(event.detail.value)}
      />
      {told && stars === 0 && <NoticeBar tone="bad" text={caseText.noStars} />}
      <View className="way__keys">
        <Button
          id={`rate-${id}`}
          kind="plain"
          busy={state.status === 'sending'}
          text={caseText.rateSend}
          onTap={send}
        />
      </View>
      <WriteNotice state={state} />
    </Card>
  )
}
