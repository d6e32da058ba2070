import type { FeedSubscriber } from '@smart-market/shared/contracts/feeds.ts'
import { Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { useCreateSubscriber, usePlatformLinks } from './api.ts'
import { listOf } from './model.ts'
import { profileHint, profileText } from './text.ts'

interface Values {
  readonly name: string
  readonly url: string
  readonly platformLinkId?: string
  readonly profile: FeedSubscriber['profile']
  readonly secret?: string
  readonly types?: string
  readonly masked?: string
  readonly after?: number
}

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  /** A secret that was made here; shown this once. */
  readonly onSecret: (secret: string) => void
}

export const SubscriberForm = ({ open, onClose, onSecret }: Props): ReactNode => {
  const create = useCreateSubscriber()
  const submit = async ({ types, masked, secret, ...values }: Values): Promise<void> => {
    const given = secret?.trim() ?? ''
    const made = await create.mutateAsync({
      ...values,
      types: listOf(types),
      masked: listOf(masked),
      ...(given !== '' && values.profile === 'webhook-hmac' && { secret: given }),
    })
    if (made.secret !== null && given === '') onSecret(made.secret)
  }
  return (
    <FormDrawer<Values>
      title="登记推送对象"
      open={open}
      onClose={onClose}
      initialValues={{ profile: 'webhook-ed25519', after: 0 }}
      submitLabel="登记并开始推送"
      onSubmit={submit}
    >
      <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
        <Input maxLength={60} placeholder="例如 金水区智慧监管平台" />
      </Form.Item>
      <Form.Item
        name="url"
        label="收件地址"
        extra="对方平台给的完整网址，以 https:// 开头"
        rules={[{ required: true, message: '请填写对方的收件地址' }]}
      >
        <Input maxLength={500} inputMode="url" placeholder="https://…/feeds/v1/inbox/…" />
      </Form.Item>
      <LinkField />
      <ProfileFields />
      <Form.Item
        name="types"
        label="只发这些类型"
        extra="不填就全发。写成 sales.recorded，或整类 sales.*；几种之间用逗号隔开。"
      >
        <Input placeholder="sales.*，notice.published" />
      </Form.Item>
      <Form.Item name="masked" label="隐去这些字段" extra="不填就不隐去。只发一部分或隐去字段的，对方无法核验校验链。">
        <Input placeholder="merchantId，amountFen" />
      </Form.Item>
      <Form.Item name="after" label="从第几条之后开始发" extra="0 表示从第一条起全部发">
        <InputNumber min={0} precision={0} />
      </Form.Item>
    </FormDrawer>
  )
}

/** Receipts of the platform behind the link count as its acknowledgements. */
const LinkField = (): ReactNode => {
  const links = usePlatformLinks(useMarketId())
  return (
    <Form.Item name="platformLinkId" label="对应的上级平台" extra="选了以后，对方收到就算这个平台已对接">
      <Select
        allowClear
        placeholder="不是监管平台的不用选"
        options={(links.data?.items ?? []).map((link) => ({ value: link.platformLinkId, label: link.name }))}
      />
    </Form.Item>
  )
}

const ProfileFields = (): ReactNode => {
  const profile = Form.useWatch<FeedSubscriber['profile'] | undefined>('profile') ?? 'webhook-ed25519'
  return (
    <>
      <Form.Item name="profile" label="签名方式" extra={profileHint[profile]}>
        <Select options={optionsOf(profileText)} />
      </Form.Item>
      {profile === 'webhook-hmac' && (
        <Form.Item name="secret" label="对方给的密钥" extra="以 whsec_ 开头；不填由本系统生成">
          <Input.Password autoComplete="off" placeholder="whsec_…" />
        </Form.Item>
      )}
    </>
  )
}
