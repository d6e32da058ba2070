/** What others say about a stall, and what the records say: credit with its events, ratings, batches with their tests. */
import { View } from '@tarojs/components'
import { useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import { openPage } from '../../platform/navigation.ts'
import { client } from '../../platform/request.ts'
import { caseText } from '../../text-cases.ts'
import { Card } from '../../ui/card.tsx'
import { Cell } from '../../ui/cell.tsx'
import { isWorthSearching, SearchBar } from '../../ui/search-bar.tsx'
import { QueryView } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useQuery } from '../reading/use-query.ts'
import { useSettled } from '../reading/use-settled.ts'
import { dateText, numberText } from '../reading/words.ts'

interface Stall {
  readonly marketCode: string
  readonly stallCode: string
}
const shownEvents = 5
const shownRatings = 3
const foundRatings = 20

const readCredit = (params: Stall) => client.getPublicCredit({ params })
const readRatings = (params: Stall) => client.getStallRatings({ params, query: { pageSize: shownRatings } })
const readFoundRatings = ({ q, ...params }: Stall & { q: string }) =>
  client.getStallRatings({ params, query: { q, pageSize: foundRatings } })
const readBatches = (params: Stall) => client.listPublicBatches({ params })

const signed = (points: number): string => (points > 0 ? `+${points}` : String(points))

const Credit = ({ stall }: { stall: Stall }) => {
  const [query, retry] = useQuery(readCredit, stall)
  return (
    <QueryView query={query} onRetry={retry}>
      {({ score, grade, events, formula }) => (
        <Card
          title={caseText.credit}
          corner={
            <View
              id="credit-score"
              className="strong"
            >{`${caseText.creditScore(String(score))} · ${labels.creditGrade[grade]}`}</View>
          }
        >
          {events.length === 0 && <View className="card__empty">{caseText.noEvents}</View>}
          {events.slice(0, shownEvents).map((event) => (
            <View key={event.creditEventId} className="paper">
              <View className="paper__head">
                <View className="paper__name">{labels.creditEventKind[event.kind]}</View>
                <View className="strong">{caseText.points(signed(event.points))}</View>
              </View>
              <View className="paper__line">
                {`${dateText(event.occurredOn)} · ${event.reason} · ${caseText.counts(signed(event.countsNow))}`}
              </View>
              {event.appeal === 'open' && <Tag tone="warn" text={caseText.appealOpen} />}
            </View>
          ))}
          <View className="card__foot">{`${caseText.formula}：${formula.source}`}</View>
        </Card>
      )}
    </QueryView>
  )
}

const starsText = (stars: number): string => '★★★★★'.slice(0, stars) + '☆☆☆☆☆'.slice(stars)

type Rating = Awaited<ReturnType<typeof readRatings>>['items'][number]

const RatingLines = ({ ratings }: { ratings: readonly Rating[] }) =>
  ratings.map((rating) => (
    <View key={rating.ratingId} className="paper">
      <View className="paper__head">
        <View className="stars" role="img" aria-label={caseText.star(rating.stars)}>
          {starsText(rating.stars)}
        </View>
        <View className="card__note">
          {`${dateText(rating.ratedOn)} · ${rating.basis === 'order' ? caseText.fromOrder : caseText.fromSlip}`}
        </View>
      </View>
      {rating.comment !== null && <View>{rating.comment}</View>}
      {rating.reply !== null && <View className="paper__line">{caseText.reply(rating.reply)}</View>}
    </View>
  ))

const FoundRatings = ({ stall, q }: { stall: Stall; q: string }) => {
  const [query, retry] = useQuery(readFoundRatings, { ...stall, q })
  return (
    <QueryView query={query} onRetry={retry}>
      {({ items, total }) => (
        <>
          <View className="card__note">
            {total === 0
              ? caseText.noRatingMatch(q)
              : `${caseText.ratingMatches(numberText(total))}${total > items.length ? `，${caseText.newestRatings(String(items.length))}` : ''}`}
          </View>
          <RatingLines ratings={items} />
        </>
      )}
    </QueryView>
  )
}

const Ratings = ({ stall }: { stall: Stall }) => {
  const [query, retry] = useQuery(readRatings, stall)
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  return (
    <QueryView query={query} onRetry={retry}>
      {({ items, total, average, fewest }) => (
        <Card
          title={caseText.ratings}
          {...(total === 0
            ? {}
            : {
                note:
                  average === null
                    ? caseText.tooFew(numberText(total), String(fewest))
                    : caseText.average(average.toFixed(1), numberText(total)),
              })}
        >
          {items.length === 0 && <View className="card__empty">{caseText.noRatings}</View>}
          {isWorthSearching(total, typed) && (
            <SearchBar
              value={typed}
              placeholder={caseText.searchRatings}
              label={caseText.searchRatingsLabel}
              onInput={setTyped}
            />
          )}
          {q === '' ? <RatingLines ratings={items} /> : <FoundRatings stall={stall} q={q} />}
        </Card>
      )}
    </QueryView>
  )
}

const Batches = ({ stall }: { stall: Stall }) => {
  const [query, retry] = useQuery(readBatches, stall)
  return (
    <QueryView query={query} onRetry={retry}>
      {({ items }) => (
        <Card title={caseText.batches}>
          {items.length === 0 && <View className="card__empty">{caseText.noBatches}</View>}
          {items.map((batch) => {
            const last = batch.tests[batch.tests.length - 1]
            const note = last
              ? caseText.test(dateText(last.testedOn).slice(5), last.item, labels.quickTestResult[last.result])
              : caseText.noTests
            return (
              <Cell
                key={`${batch.traceCode}-${batch.listingId}`}
                id={`trace-${batch.traceCode}`}
                title={batch.commodityName}
                note={`${caseText.origin(batch.originPlace)}，${caseText.entered(dateText(batch.enteredOn).slice(5))}。${note}`}
                value={batch.onHold ? <Tag tone="bad" text={caseText.onHold} /> : undefined}
                onTap={() => openPage('trace', { code: batch.traceCode })}
              />
            )
          })}
        </Card>
      )}
    </QueryView>
  )
}

export const StallTrust = ({ marketCode, stallCode }: Stall) => {
  const stall = { marketCode, stallCode }
  return (
    <>
      <Batches stall={stall} />
      <Credit stall={stall} />
      <Ratings stall={stall} />
    </>
  )
}
