import { useNavigate, useParams } from '@tanstack/react-router'
import { Alert, Button, Card, Descriptions, Flex, Result } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { addressOf } from '../../lib/paths.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Subscriber, useRemoveSubscriber, useSubscribers, useUpdateSubscriber } from './api.ts'
import { DeadLetters } from './dead-letters.tsx'
import { scopeText, subscriberState } from './model.ts'
import { ReplayDrawer, SecretDrawer } from './subscriber-drawers.tsx'
import { profileText, words } from './text.ts'

export const SubscriberPage = (): ReactNode => {
  const { subscriberId = '' } = useParams({ strict: false }) as { subscriberId?: string }
  const subscribers = useSubscribers(useMarketId())
  const found = subscribers.data?.items.find((one) => one.subscriberId === subscriberId)
  return (
    <>
      <PageHeader
        title={found?.name ?? words.subscribers}
        note={subscribers.data && <AsOf at={subscribers.data.asOf} />}
        actions={<LinkButton goTo={{ page: 'subscribers' }}>返回推送</LinkButton>}
      />
      <QueryView query={subscribers}>
        {() =>
          found === undefined ? (
            <Result status="404" title="没有这个推送对象" subTitle="可能已经删除，请返回列表查看。" />
          ) : (
            <div className="stack">
              <Facts subscriber={found} />
              <DeadLetters subscriberId={found.subscriberId} />
            </div>
          )
        }
      </QueryView>
    </>
  )
}

const Facts = ({ subscriber: s }: { subscriber: Subscriber }): ReactNode => {
  const state = subscriberState(s)
  return (
    <Card size="small">
      <Flex wrap gap="small" align="center" justify="space-between" style={{ marginBottom: 12 }}>
        <StatusTag tone={state.tone}>{state.text}</StatusTag>
        <Steps subscriber={s} />
      </Flex>
      {s.lastProblem !== null && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={
            <>
              上次没发到：{s.lastProblem}
              {s.nextAttemptAt !== null && (
                <>
                  {' '}
                  下次自动重试 <AsOf at={s.nextAttemptAt} bare />。
                </>
              )}
            </>
          }
        />
      )}
      <Descriptions
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'cursor', label: '对方已收到', children: `第 ${countText(s.cursor)} 条` },
          { key: 'lag', label: '还没收到', children: `${countText(s.lag)} 条` },
          { key: 'at', label: '上次送达', children: <AsOf at={s.lastSuccessAt} bare never="从未" /> },
          { key: 'tried', label: '上次尝试', children: <AsOf at={s.lastAttemptAt} bare never="从未" /> },
          { key: 'url', label: '收件地址', children: s.url },
          { key: 'profile', label: '签名方式', children: profileText[s.profile] },
          { key: 'scope', label: '发什么', children: scopeText(s) },
          ...(s.previousSecretUntil === null
            ? []
            : [{ key: 'until', label: '旧密钥用到', children: <AsOf at={s.previousSecretUntil} bare /> }]),
        ]}
      />
    </Card>
  )
}

const Steps = ({ subscriber: s }: { subscriber: Subscriber }): ReactNode => {
  const can = useCan()
  const marketId = useMarketId()
  const navigate = useNavigate()
  const update = useUpdateSubscriber(s.subscriberId)
  const remove = useRemoveSubscriber(s.subscriberId)
  const [open, setOpen] = useState<'secret' | 'replay'>()
  const close = (): void => setOpen(undefined)
  if (!can.operate) return null
  const paused = s.state !== 'active'
  return (
    <Flex wrap gap="small">
      <Button onClick={() => update.mutate(paused ? 'active' : 'paused')} loading={update.isPending}>
        {paused ? '恢复推送' : '暂停推送'}
      </Button>
      {s.profile === 'webhook-hmac' && <Button onClick={() => setOpen('secret')}>更换密钥</Button>}
      <Button onClick={() => setOpen('replay')}>重新推送</Button>
      <ConfirmButton
        title={`删除「${s.name}」？`}
        description={words.removeHint}
        okText="删除"
        onConfirm={async () => {
          await remove.mutateAsync(undefined)
          await navigate({ to: addressOf(marketId, { page: 'subscribers' }).to })
        }}
        button={{ danger: true, children: '删除' }}
      />
      <SecretDrawer subscriberId={s.subscriberId} open={open === 'secret'} onClose={close} />
      <ReplayDrawer subscriber={s} open={open === 'replay'} onClose={close} />
    </Flex>
  )
}
