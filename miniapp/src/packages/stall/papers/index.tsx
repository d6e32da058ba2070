import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { Merchant } from '@smart-market/shared/contracts/markets.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { dateText, whenText } from '../../../features/reading/words.ts'
import { readOwn, stallsOf } from '../../../features/selling/read-own.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { paperMark } from '../../../features/selling/today-view.ts'
import { SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { workText } from '../../../text-stall-work.ts'
import { stallText } from '../../../text-stall.ts'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'

const words = workText.papers
const dayMs = 86_400_000
const soonDays = 30

const ValidMark = ({ validTo, now }: { validTo: string | null; now: Date }) => {
  if (validTo === null) return <Tag tone="good" text={words.noEnd} />
  const left = Math.ceil((Date.parse(`${validTo}T23:59:59+08:00`) - now.getTime()) / dayMs) - 1
  return left <= soonDays ? <Tag {...paperMark(left)} /> : <Tag tone="good" text={words.valid} />
}

/** The latest certificate counts; who handles ready-to-eat food must have one (食品安全法 第四十五条). */
const StaffRow = ({ person, now }: { person: Merchant['staffMembers'][number]; now: Date }) => {
  const latest = [...person.healthCertificates].sort((a, b) => (a.validTo < b.validTo ? 1 : -1))[0]
  const mark = () => {
    if (latest !== undefined) return <ValidMark validTo={latest.validTo} now={now} />
    return person.requiresHealthCertificate ? (
      <Tag tone="bad" text={words.needs} />
    ) : (
      <Tag tone="plain" text={words.notNeeded} />
    )
  }
  return (
    <View className="paper-row">
      <View className="strong">{[person.name, person.duty].filter(Boolean).join(' · ')}</View>
      {latest !== undefined && (
        <View className="card__note">{`${latest.numberMasked} · ${words.validTo(dateText(latest.validTo))}`}</View>
      )}
      <View className="tags">{mark()}</View>
    </View>
  )
}

const Papers = ({ own, now }: { own: Merchant; now: Date }) => (
  <>
    <Card title={words.profile}>
      <Cell title={own.name} note={own.creditCode ?? undefined} />
      <Cell
        title={words.stalls}
        value={
          stallsOf(own, now)
            .map(({ code }) => code)
            .join('、') || stallText.stall.noStalls
        }
      />
      <Cell title={words.scope} value={own.goodsScope ?? words.notRecorded} />
      <Cell title={words.phone} value={own.phone ?? words.notRecorded} />
      <Cell
        title={words.credit}
        value={own.creditGrade === null ? words.notRecorded : labels.creditGrade[own.creditGrade]}
      />
    </Card>
    <Card title={words.licences}>
      {own.licences.length === 0 && <View className="card__empty">{words.noLicences}</View>}
      {own.licences.map((licence) => (
        <View key={licence.licenceId} className="paper-row">
          <View className="strong">{labels.licenceKind[licence.kind]}</View>
          <View className="card__note">
            <CodeText
              text={[licence.number, licence.validTo && words.validTo(dateText(licence.validTo))]
                .filter(Boolean)
                .join(' · ')}
            />
          </View>
          <View className="tags">
            <ValidMark validTo={licence.validTo} now={now} />
          </View>
        </View>
      ))}
    </Card>
    <Card title={words.staff}>
      {own.staffMembers.length === 0 && <View className="card__empty">{words.noStaff}</View>}
      {own.staffMembers.map((person) => (
        <StaffRow key={person.staffMemberId} person={person} now={now} />
      ))}
      <View className="card__foot">{words.how}</View>
    </Card>
  </>
)

const PapersPage = (use: SellerUse) => {
  const { seller, call } = use
  const read = useCallback(() => readOwn(call, seller), [call, seller])
  const { query, reload } = useKept('seller-own', read)
  const [now] = useState(() => new Date())
  return (
    <DeskPage use={use} title={stallText.stall.papers} onPull={reload}>
      <QueryView query={query} onRetry={reload}>
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            <Papers own={kept.data} now={now} />
            <View className="as-of">{words.asOf(whenText(kept.at, now))}</View>
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerPapersPage() {
  return <SellerGate>{(use) => <PapersPage {...use} />}</SellerGate>
}

export default guarded(SellerPapersPage)
