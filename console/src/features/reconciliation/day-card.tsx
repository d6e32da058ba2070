/** The days of the last week, each channel to be reconciled by hand; what came of it stands beside. */
import { Button, Card, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { errorText } from '../../lib/errors.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { useChannels, useDifferences, useReconcile } from './api.ts'
import { billChannels, channelLabels, recentDays } from './model.ts'

interface Told {
  readonly tone: Tone
  readonly text: string
}
type Channel = (typeof billChannels)[number]

export const DayCard = (): ReactNode => {
  const marketId = useMarketId()
  const can = useCan()
  const days = recentDays(useToday())
  const channels = useChannels(marketId)
  const open = useDifferences(marketId, { from: days.at(-1), to: days[0], open: 'true' })
  const reconcile = useReconcile()
  const [told, setTold] = useState<Readonly<Record<string, Told>>>({})
  const run = async (businessDate: string, channel: Channel): Promise<void> => {
    const tell = (what: Told): void => setTold((now) => ({ ...now, [`${businessDate} ${channel}`]: what }))
    try {
      const { matched, differences, lines } = await reconcile.mutateAsync({ businessDate, channel })
      if (differences > 0) tell({ tone: 'warn', text: `${matched} 笔一致，${differences} 处差异` })
      else tell({ tone: 'good', text: lines === 0 ? '当天没有账单，我们也没有记录' : `${matched} 笔一致` })
    } catch (error) {
      tell({ tone: 'unknown', text: errorText(error) })
    }
  }
  return (
    <Card size="small" title="近七个营业日">
      <QueryView query={channels} rows={3}>
        {({ items }) => {
          const usable = billChannels.filter((name) => items.some((one) => one.channel === name && one.available))
          return (
            <DataTable
              label="近七个营业日"
              rows={days.map((day) => ({ day }))}
              rowKey={({ day }) => day}
              emptyText="还没有接入支付渠道"
              columns={[
                { key: 'day', title: '营业日', card: 'heading', render: ({ day }) => day },
                {
                  key: 'open',
                  title: '待处理差异',
                  numeric: true,
                  // A day that nobody has compared has no differences either: no number is claimed for it.
                  render: ({ day }) => {
                    const count = (open.data?.items ?? []).filter((one) => one.businessDate === day).length
                    return count === 0 ? '—' : `${count} 处`
                  },
                },
                {
                  key: 'told',
                  title: '这次核对',
                  card: 'wide',
                  render: ({ day }) => {
                    const lines = usable.flatMap((name) => {
                      const what = told[`${day} ${name}`]
                      return what === undefined ? [] : [{ name, ...what }]
                    })
                    return lines.length === 0
                      ? '—'
                      : lines.map(({ name, tone, text }) => (
                          <div key={name}>
                            {channelLabels[name]} <StatusTag tone={tone}>{text}</StatusTag>
                          </div>
                        ))
                  },
                },
                {
                  key: 'actions',
                  title: '操作',
                  card: 'actions',
                  render: ({ day }) =>
                    can.operate ? (
                      <Flex wrap gap="small">
                        {usable.map((name) => (
                          <Button
                            key={name}
                            size="small"
                            loading={
                              reconcile.isPending &&
                              reconcile.variables.businessDate === day &&
                              reconcile.variables.channel === name
                            }
                            onClick={() => void run(day, name)}
                          >
                            {`核对${channelLabels[name]}`}
                          </Button>
                        ))}
                      </Flex>
                    ) : null,
                },
              ]}
            />
          )
        }}
      </QueryView>
    </Card>
  )
}
