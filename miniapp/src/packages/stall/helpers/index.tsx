import { View } from '@tarojs/components'
import { useCallback, useState } from 'react'
import type { StallHelper } from '@smart-market/shared/contracts/identity.ts'
import type { StallRight } from '@smart-market/shared/route.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useKept } from '../../../features/reading/use-kept.ts'
import { dateText } from '../../../features/reading/words.ts'
import { DeskPage } from '../../../features/selling/seller-page.tsx'
import { may, SellerGate, type SellerUse } from '../../../features/session/seller.tsx'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { workText } from '../../../text-stall-work.ts'
import { stallText } from '../../../text-stall.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field } from '../../../ui/field.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Empty, QueryView } from '../../../ui/states.tsx'
import { SwitchCell } from '../../../ui/switch-cell.tsx'
import { Tap } from '../../../ui/tap.tsx'

const words = workText.helpers
const rightNames = Object.keys(words.rights) as StallRight[]
const states = { on: words.on, off: words.off }

const turned = (rights: readonly StallRight[], right: StallRight, on: boolean): StallRight[] =>
  on ? [...rights, right] : rights.filter((one) => one !== right)

interface RightsProps {
  readonly of: string
  readonly rights: readonly StallRight[]
  readonly onTurn: (rights: StallRight[]) => void
}
const Rights = ({ of, rights, onTurn }: RightsProps) => (
  <>
    {rightNames.map((right) => (
      <SwitchCell
        key={right}
        id={`${right}-${of}`}
        title={words.rights[right].title}
        note={words.rights[right].note}
        on={rights.includes(right)}
        states={states}
        onTurn={(on) => onTurn(turned(rights, right, on))}
      />
    ))}
  </>
)

interface HelperCardProps {
  readonly helper: StallHelper
  readonly busy: boolean
  readonly onRights: (rights: StallRight[]) => void
  readonly onRemove: () => void
}
const HelperCard = ({ helper, busy, onRights, onRemove }: HelperCardProps) => {
  const [asked, setAsked] = useState(false)
  const since = words.since(dateText(businessDate(new Date(helper.createdAt))))
  return (
    <Card title={helper.displayName} note={`${helper.loginName} · ${since}`}>
      <View className="card__note">{words.always}</View>
      <Rights of={helper.userId} rights={helper.rights} onTurn={onRights} />
      {asked ? (
        <View className="question">
          <View className="question__text">{words.sure(helper.displayName)}</View>
          <Button id={`sure-${helper.userId}`} kind="plain" busy={busy} text={words.yes} onTap={onRemove} />
          <Button text={words.notNow} onTap={() => setAsked(false)} />
        </View>
      ) : (
        <Tap
          id={`remove-${helper.userId}`}
          className="card__more"
          label={words.removeOf(helper.displayName)}
          onTap={() => setAsked(true)}
        >
          {words.remove}
        </Tap>
      )}
    </Card>
  )
}

interface NewHelper {
  readonly displayName: string
  readonly loginName: string
  readonly password: string
  readonly rights: StallRight[]
}
const blank: NewHelper = { displayName: '', loginName: '', password: '', rights: [] }

const HelpersPage = (use: SellerUse) => {
  const { seller, call } = use
  const { marketId } = seller
  const read = useCallback(
    async () => (await call((api) => api.listStallHelpers({ params: { marketId } }))).items,
    [call, marketId],
  )
  const { query, reload, put } = useKept('seller-helpers', read)
  const { state, run } = useWrite()
  const [adding, setAdding] = useState<NewHelper | null>(null)
  const [told, setTold] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null)
  const busy = state.status === 'sending'

  const add = (helper: NewHelper) => {
    if ([helper.displayName, helper.loginName, helper.password].some((one) => one.trim() === ''))
      return setTold({ tone: 'bad', text: words.blank })
    void run(async () => {
      const made = await call((api) => api.addStallHelper({ params: { marketId }, body: helper }))
      if (query.status === 'data') put([...query.data.data, made])
      setTold({ tone: 'good', text: words.added(helper.displayName) })
      setAdding(null)
    })
  }
  const setRights = (userId: string, rights: StallRight[]) =>
    void run(async () => {
      await call((api) => api.setStallHelperRights({ params: { marketId, userId }, body: { rights } }))
      reload()
    })
  const remove = (userId: string) =>
    void run(async () => {
      await call((api) => api.removeStallHelper({ params: { marketId, userId } }))
      reload()
    })
  const action = adding
    ? { text: words.create, onTap: () => add(adding), busy }
    : {
        text: words.add,
        onTap: () => {
          setTold(null)
          setAdding(blank)
        },
      }
  if (!may(seller, 'owner'))
    return (
      <DeskPage use={use} title={stallText.stall.helpers}>
        <NoticeBar tone="warn" text={words.ownerOnly} />
      </DeskPage>
    )
  return (
    <DeskPage use={use} title={stallText.stall.helpers} action={action} onPull={reload}>
      {told !== null && <NoticeBar {...told} />}
      <WriteNotice state={state} onRefresh={reload} />
      {adding !== null && (
        <Card title={words.addTitle}>
          <Field
            id="helper-name"
            name={words.name}
            value={adding.displayName}
            onInput={(displayName) => setAdding({ ...adding, displayName })}
          />
          <Field
            id="helper-login"
            name={words.loginName}
            value={adding.loginName}
            onInput={(loginName) => setAdding({ ...adding, loginName })}
          />
          <Field
            id="helper-password"
            name={words.password}
            value={adding.password}
            secret
            maxLength={200}
            onInput={(password) => setAdding({ ...adding, password })}
          />
          <Rights of="new" rights={adding.rights} onTurn={(rights) => setAdding({ ...adding, rights })} />
          <Button id="helper-cancel" kind="plain" text={words.cancel} onTap={() => setAdding(null)} />
        </Card>
      )}
      <QueryView
        query={query}
        onRetry={reload}
        isEmpty={({ data }) => data.length === 0 && adding === null}
        empty={<Empty title={words.none} hint={words.noneHint} />}
      >
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            {kept.data.map((helper) => (
              <HelperCard
                key={helper.userId}
                helper={helper}
                busy={busy}
                onRights={(rights) => setRights(helper.userId, rights)}
                onRemove={() => remove(helper.userId)}
              />
            ))}
          </>
        )}
      </QueryView>
    </DeskPage>
  )
}

function SellerHelpersPage() {
  return <SellerGate>{(use) => <HelpersPage {...use} />}</SellerGate>
}

export default guarded(SellerHelpersPage)
