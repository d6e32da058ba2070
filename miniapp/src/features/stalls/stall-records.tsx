import { View } from '@tarojs/components'
import type { PropsWithChildren, ReactNode } from 'react'
import { text } from '../../text.ts'
import { Card } from '../../ui/card.tsx'
import { CodeText } from '../../ui/code-text.tsx'
import { Empty } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { StallView } from './stall-view.ts'

const words = text.stall

const Sign = ({ stall }: { stall: StallView }) => (
  <View className="sign">
    <View className="sign__code">{stall.stallCode}</View>
    <View className="sign__name" role="heading" aria-level="1">
      {stall.merchantName ?? text.stalls.vacant}
    </View>
    <View className="sign__place">{stall.place}</View>
  </View>
)

const Facts = ({ stall }: { stall: StallView }) => (
  <Card>
    <View className="fact">
      <View className="fact__name">{words.credit}</View>
      <Tag tone={stall.credit.tone} text={stall.credit.text} />
    </View>
    <View className="fact">
      <View className="fact__name">{words.goods}</View>
      <View className="fact__value">{stall.goodsScope ?? text.stalls.noGoods}</View>
    </View>
    <View className="fact">
      <View className="fact__name">{words.contact}</View>
      <View className="fact__value">
        <View>{stall.contact ?? words.noContact}</View>
        {stall.contact !== null && <View className="fact__note">{words.contactMasked}</View>}
      </View>
    </View>
  </Card>
)

const Licences = ({ licences }: { licences: StallView['licences'] }) => (
  <Card title={words.licences}>
    {licences.length === 0 && <View className="card__empty">{words.noLicences}</View>}
    {licences.map((licence) => (
      <View key={licence.key} className={`paper paper--${licence.mark.tone}`}>
        <View className="paper__head">
          <View className="paper__name">{licence.name}</View>
          <Tag tone={licence.mark.tone} text={licence.mark.text} />
        </View>
        <View className="paper__line">{licence.validity}</View>
        <View className="paper__line">
          <CodeText text={`${words.licenceNumber} ${licence.number}`} />
        </View>
        {licence.scope !== null && <View className="paper__line">{`${words.licenceScope} ${licence.scope}`}</View>}
      </View>
    ))}
  </Card>
)

const Staff = ({ staff }: { staff: StallView['staff'] }) => (
  <Card title={words.staff} note={words.staffRule}>
    {staff.length === 0 && <View className="card__empty">{words.noStaff}</View>}
    {staff.map((member) => (
      <View key={member.key} className={`paper paper--${member.mark.tone}`}>
        <View className="paper__head">
          <View className="paper__name">{`${member.name} · ${member.duty}`}</View>
          <Tag tone={member.mark.tone} text={member.mark.text} />
        </View>
        {member.note !== null && <View className="paper__line">{member.note}</View>}
      </View>
    ))}
  </Card>
)

/** `children`: what the stall sells, after who it is and before its papers; `after`: what others say of it. */
export const StallRecords = ({
  stall,
  children,
  after,
}: PropsWithChildren<{ stall: StallView; after?: ReactNode }>) => (
  <View>
    <Sign stall={stall} />
    {stall.merchantName === null ? (
      <Empty title={words.vacantTitle} hint={words.vacantHint} />
    ) : (
      <>
        <Facts stall={stall} />
        {children}
        <Licences licences={stall.licences} />
        <Staff staff={stall.staff} />
        {after}
      </>
    )}
    <View className="as-of">{stall.asOf}</View>
  </View>
)
