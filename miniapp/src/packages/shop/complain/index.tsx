import { Textarea, View } from '@tarojs/components'
import { useState } from 'react'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { ComplaintCategory } from '@smart-market/shared/contracts/complaints.ts'
import { keepCase } from '../../../features/cases/kept-cases.ts'
import { mostPhotos, usePhotos } from '../../../features/cases/use-photos.ts'
import { WechatPhone } from '../../../features/contact/wechat-phone.tsx'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { NoMarket } from '../../../features/markets/no-market.tsx'
import { asShopper, hasShopperSession } from '../../../features/session/shopper.ts'
import { useWrite } from '../../../features/writing/use-write.ts'
import { WriteNotice } from '../../../features/writing/write-state.tsx'
import { replacePage, usePageParams } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { caseText } from '../../../text-cases.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Choice } from '../../../ui/choice.tsx'
import { CodeText } from '../../../ui/code-text.tsx'
import { Field } from '../../../ui/field.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { NoticeBar } from '../../../ui/notice-bar.tsx'
import { Page } from '../../../ui/page.tsx'
import { Picture } from '../../../ui/picture.tsx'
import { spokenName } from '../../../ui/spoken-name.ts'
import { Tap } from '../../../ui/tap.tsx'

type Kind = 'complaint' | 'report'
interface Form {
  readonly kind: Kind
  readonly stallCode: string
  readonly category: ComplaintCategory | null
  readonly description: string
  readonly wants: string
  readonly contactName: string
  readonly phone: string
  readonly consent: boolean
}

const categories = Object.entries(labels.complaintCategory) as [ComplaintCategory, string][]

const obstacleOf = ({ category, description, contactName, phone, consent }: Form): string | null => {
  if (category === null) return caseText.noCategory
  if (description.trim() === '') return caseText.noDescription
  return contactName.trim() + phone.trim() !== '' && !consent ? caseText.consentMissing : null
}

const Photos = ({ use }: { use: ReturnType<typeof usePhotos> }) => (
  <Card title={caseText.photos}>
    <View className="photos">
      {use.photos.map(({ photoId, preview }, i) => (
        <View key={photoId} className="photos__one">
          <Picture className="photos__picture" source={preview} name={caseText.photoNumber(i + 1)} />
          <Tap className="goods__remove" onTap={() => use.remove(photoId)}>
            {caseText.removePhoto(i + 1)}
          </Tap>
        </View>
      ))}
    </View>
    {use.state === 'failed' && <NoticeBar tone="bad" text={caseText.photoFailed} />}
    {use.photos.length < mostPhotos && (
      <Button
        id="add-photo"
        kind="plain"
        busy={use.state === 'sending'}
        text={use.state === 'sending' ? caseText.photoSending : caseText.addPhoto}
        onTap={use.add}
      />
    )}
  </Card>
)

const Contact = ({ form, update }: { form: Form; update: (change: Partial<Form>) => void }) => (
  <Card title={caseText.contactTitle} note={caseText.contactNote}>
    <Field
      id="contact-name"
      name={caseText.contactName}
      value={form.contactName}
      maxLength={30}
      onInput={(contactName) => update({ contactName })}
    />
    <Field
      id="phone"
      name={caseText.phone}
      value={form.phone}
      type="number"
      maxLength={11}
      onInput={(phone) => update({ phone })}
    />
    {/* A report has no account, and this would give it one. */}
    {form.kind === 'complaint' && <WechatPhone onPhone={(phone) => update({ phone })} />}
    <Tap
      id="consent"
      className="cell"
      role="switch"
      chosen={form.consent}
      label={caseText.consent}
      onTap={() => update({ consent: !form.consent })}
    >
      <View className="cell__words">{caseText.consent}</View>
      <View className={`switch ${form.consent ? 'switch--on' : ''}`}>
        <View className="switch__knob" />
      </View>
    </Tap>
  </Card>
)

/** `?market=CODE`, with `stall`; with `order` and `number` when it is about an order, with `sale` about a slip. */
function ComplainPage() {
  const params = usePageParams()
  const { market: chosen } = useChosenMarket()
  const marketCode = params.market ?? chosen?.code ?? ''
  const [form, setForm] = useState<Form>({
    kind: 'complaint',
    stallCode: params.stall ?? '',
    category: null,
    description: '',
    wants: '',
    contactName: '',
    phone: '',
    consent: false,
  })
  const [told, setTold] = useState(false)
  const photos = usePhotos(marketCode)
  const { state, run } = useWrite()
  const update = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }))
  const obstacle = obstacleOf(form)

  const send = async () => {
    const { kind, category } = form
    if (category === null) return
    const empty = (words: string) => (words.trim() === '' ? null : words.trim())
    const body = {
      category,
      description: form.description.trim(),
      contactName: empty(form.contactName),
      phone: empty(form.phone),
      stallCode: empty(form.stallCode),
      photoIds: photos.photos.map(({ photoId }) => photoId),
    }
    // A report goes without the account: who reports is nobody's business.
    const complain = (api: typeof client) =>
      api.submitComplaint({
        params: { marketCode },
        body: { ...body, wants: empty(form.wants), stallOrderId: params.order ?? null, saleId: params.sale ?? null },
      })
    const receipt =
      kind === 'report'
        ? await client.submitReport({ params: { marketCode }, body })
        : hasShopperSession()
          ? await asShopper(complain)
          : await complain(client)
    const stallCode = body.stallCode
    keepCase({ code: receipt.code, kind, marketName: chosen?.name ?? '', stallCode, at: receipt.receivedAt })
    // Only a complaint of an account has somebody to write to.
    const market = kind === 'complaint' && hasShopperSession() ? marketCode : undefined
    await replacePage('case', { code: receipt.code, kind, fresh: '1', market })
  }
  if (marketCode === '') return <NoMarket title={caseText.title} />
  const submit = () => {
    setTold(true)
    if (obstacle === null) void run(send)
  }
  return (
    <Page
      title={caseText.title}
      demo={chosen?.code === marketCode && (chosen?.demo ?? false)}
      action={{
        text: form.kind === 'report' ? caseText.submitReport : caseText.submitComplaint,
        onTap: submit,
        busy: state.status === 'sending',
      }}
    >
      <Card title={caseText.kind}>
        <Choice
          name="kind"
          chosen={form.kind}
          options={[
            { value: 'complaint', title: caseText.complaint, note: caseText.complaintNote },
            { value: 'report', title: caseText.report, note: caseText.reportNote },
          ]}
          onChoose={(kind) => update({ kind })}
        />
      </Card>
      <Card>
        {params.number !== undefined && (
          <View className="strong">
            <CodeText text={caseText.order(params.number)} />
          </View>
        )}
        <Field
          id="about-stall"
          name={caseText.about}
          value={form.stallCode}
          maxLength={32}
          onInput={(stallCode) => update({ stallCode })}
        />
      </Card>
      <Card title={caseText.category}>
        <View className="kinds">
          {categories.map(([value, title]) => (
            <Tap
              key={value}
              id={`category-${value}`}
              className={`chip ${form.category === value ? 'chip--chosen' : ''}`}
              chosen={form.category === value}
              label={title}
              onTap={() => update({ category: value })}
            >
              {title}
            </Tap>
          ))}
        </View>
      </Card>
      <Card title={caseText.description} note={caseText.descriptionNote}>
        <Textarea
          id="description"
          className="words-field"
          value={form.description}
          {...spokenName(caseText.description)}
          maxlength={2000}
          onInput={(event) => update({ description: event.detail.value })}
        />
        {form.kind === 'complaint' && (
          <Field
            id="wants"
            name={caseText.wants}
            value={form.wants}
            maxLength={200}
            onInput={(wants) => update({ wants })}
          />
        )}
      </Card>
      <Photos use={photos} />
      <Contact form={form} update={update} />
      {told && obstacle !== null && <NoticeBar tone="bad" text={obstacle} />}
      <WriteNotice state={state} />
    </Page>
  )
}

export default guarded(ComplainPage)
