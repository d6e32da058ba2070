import { Form, Input, InputNumber } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { type Subscriber, useReplayFeed, useRotateSecret } from './api.ts'
import { words } from './text.ts'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
}

export const SecretDrawer = ({ subscriberId, open, onClose }: Props & { subscriberId: string }): ReactNode => {
  const rotate = useRotateSecret(subscriberId)
  const [secret, setSecret] = useState<string>()
  return (
    <>
      <FormDrawer<{ secret?: string; overlapHours: number }>
        title="更换密钥"
        open={open}
        onClose={onClose}
        initialValues={{ overlapHours: 24 }}
        submitLabel="更换"
        onSubmit={async ({ secret: given = '', overlapHours }) => {
          const own = given.trim()
          const made = await rotate.mutateAsync({ overlapHours, ...(own !== '' && { secret: own }) })
          if (own === '') setSecret(made.secret)
        }}
      >
        <Form.Item name="overlapHours" label="旧密钥再用多少小时" extra={words.rotateHint}>
          <InputNumber min={0} max={720} precision={0} suffix="小时" />
        </Form.Item>
        <Form.Item name="secret" label="对方给的新密钥" extra="以 whsec_ 开头；不填由本系统生成">
          <Input.Password autoComplete="off" placeholder="whsec_…" />
        </Form.Item>
      </FormDrawer>
      <SecretOnce
        title="新的推送密钥"
        secret={secret}
        onClose={() => setSecret(undefined)}
        hint="请用安全的方式交给对方的技术人员。"
      />
    </>
  )
}

export const ReplayDrawer = ({ subscriber: s, open, onClose }: Props & { subscriber: Subscriber }): ReactNode => {
  const replay = useReplayFeed(s.subscriberId)
  return (
    <FormDrawer<{ after: number }>
      title="重新推送"
      open={open}
      onClose={onClose}
      initialValues={{ after: 0 }}
      submitLabel="重新推送"
      onSubmit={(values) => replay.mutateAsync(values)}
    >
      <Form.Item
        name="after"
        label="从第几条之后重发"
        extra={`0 表示从第一条起。现在发到第 ${countText(s.cursor)} 条。${words.replayHint}`}
        rules={[{ required: true, message: '请填写序号' }]}
      >
        <InputNumber min={0} precision={0} />
      </Form.Item>
    </FormDrawer>
  )
}
