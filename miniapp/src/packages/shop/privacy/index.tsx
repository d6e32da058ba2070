import { View } from '@tarojs/components'
import { useState } from 'react'
import { useEmptyBags } from '../../../features/bag/bag-context.tsx'
import { forgetPhone } from '../../../features/privacy/forget-phone.ts'
import { useQuery } from '../../../features/reading/use-query.ts'
import { numberText, whenText } from '../../../features/reading/words.ts'
import { asShopper, hasShopperSession } from '../../../features/session/shopper.ts'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { copyText } from '../../../platform/clipboard.ts'
import { caseText } from '../../../text-cases.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'

const readMine = (_: 'mine') => asShopper((api) => api.exportMyData())
type Mine = Awaited<ReturnType<typeof readMine>>

const Held = ({ mine }: { mine: Mine }) => {
  const [told, setTold] = useState<'copied' | 'refused' | null>(null)
  const [now] = useState(() => new Date())
  const whole = JSON.stringify(mine, null, 2)
  const copy = async () => setTold((await copyText(whole)) ? 'copied' : 'refused')
  return (
    <Card title={caseText.privacyWhat} note={caseText.asOf(whenText(mine.asOf, now))}>
      <View id="my-data" className="lines">
        <View className="lines__line">{caseText.account(mine.displayName)}</View>
        <View className="lines__line">{caseText.orderCount(numberText(mine.orders.length))}</View>
        <View className="lines__line">{caseText.paymentCount(numberText(mine.stallPayments.length))}</View>
        <View className="lines__line">{caseText.contactCount(numberText(mine.contacts.length))}</View>
        {mine.contacts.map((one) => (
          <View key={one.createdAt} className="lines__line">
            {[one.contactName, one.phone, one.address].filter(Boolean).join(' · ')}
          </View>
        ))}
        <View className="lines__line">{caseText.complaintCount(numberText(mine.complaints.length))}</View>
        <View className="lines__line">{caseText.consentCount(numberText(mine.messageConsents.length))}</View>
      </View>
      {told === 'copied' && <NoticeBar tone="good" text={caseText.exported} />}
      {told === 'refused' && (
        <>
          <NoticeBar tone="warn" text={caseText.exportFailed} />
          <View className="prose prose--whole">{whole}</View>
        </>
      )}
      <View className="way__keys">
        <Button id="export" kind="plain" text={caseText.exportData} onTap={() => void copy()} />
      </View>
    </Card>
  )
}

const Deletion = ({ kept, onDeleted }: { kept: Mine['kept']; onDeleted: () => void }) => {
  const [asked, setAsked] = useState(false)
  const { state, run } = useWrite()
  const remove = () =>
    void run(async () => {
      await asShopper((api) => api.deleteMyData())
      forgetPhone()
      onDeleted()
    })
  return (
    <Card title={caseText.deleteData}>
      <View className="strong">{caseText.keptTitle}</View>
      {kept.map(({ what, why }) => (
        <View key={what} className="paper">
          <View>{what}</View>
          <View className="paper__line">{why}</View>
        </View>
      ))}
      <View className="way__keys">
        {asked ? (
          <View className="question">
            <View className="question__text">{caseText.deleteSure}</View>
            <Button id="delete-yes" busy={state.status === 'sending'} text={caseText.deleteYes} onTap={remove} />
            <Button kind="plain" text={caseText.deleteNo} onTap={() => setAsked(false)} />
          </View>
        ) : (
          <Button id="delete" kind="plain" text={caseText.deleteData} onTap={() => setAsked(true)} />
        )}
      </View>
      <WriteNotice state={state} />
    </Card>
  )
}

/** What the system knows about the shopper, taken along or taken out. */
function PrivacyPage() {
  const [known, setKnown] = useState(hasShopperSession)
  const [told, setTold] = useState<string | null>(null)
  const [query, retry] = useQuery(readMine, known ? 'mine' : null)
  const emptyBags = useEmptyBags()
  const clear = () => {
    emptyBags()
    forgetPhone()
    setKnown(false)
    setTold(caseText.cleared)
  }
  return (
    <Page title={caseText.privacy}>
      {told !== null && <NoticeBar tone="good" text={told} />}
      {known ? (
        <QueryView query={query} onRetry={retry}>
          {(mine) => (
            <>
              <Held mine={mine} />
              <Deletion
                kept={mine.kept}
                onDeleted={() => {
                  emptyBags()
                  setKnown(false)
                  setTold(caseText.deleted)
                }}
              />
            </>
          )}
        </QueryView>
      ) : (
        <Card>
          <View className="card__empty">{caseText.noSession}</View>
        </Card>
      )}
      {!(known && query.status === 'loading') && (
        <Card title={caseText.clearPhone} note={caseText.clearPhoneNote}>
          <View className="way__keys">
            <Button id="clear-phone" kind="plain" text={caseText.clearPhone} onTap={clear} />
          </View>
        </Card>
      )}
    </Page>
  )
}

export default guarded(PrivacyPage)
