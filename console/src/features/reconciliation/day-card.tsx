/** Every business day and channel: what came to how much on both sides, and what came of comparing them. */
import { Alert, Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import { errorText } from '../../lib/errors.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateRange } from '../../ui/date-field.tsx'
import { FilterSelect, ListToolbar } from '../../ui/list-toolbar.tsx'
import { Money } from '../../ui/money.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useChannels, useDifferences, useReconcile, useReconciliations } from './api.ts'
import {
  type AnyChannel,
  billChannels,
  channelLabels,
  type DayRow,
  dayRows,
  type DayState,
  dayStateOf,
  dayStateTexts,
  recentDays,
} from './model.ts'

const channelNames = Object.keys(channelLabels) as AnyChannel[]
const stateNames = Object.keys(dayStateTexts) as DayState[]
const keyOf = ({ businessDate, channel }: DayRow): string => `${businessDate} ${channel}`

export const DayCard = (): ReactNode => {
  const marketId = useMarketId()
  const can = useCan()
  const list = useListSearch()
  const { from, to } = list.values
  const channel = oneOf(list.values['channel'], channelNames)
  const state = oneOf(list.values['state'], stateNames)
  const recent = recentDays(useToday()).filter((day) => (from ?? day) <= day && day <= (to ?? day))
  const channels = useChannels(marketId)
  const days = useReconciliations(marketId, { from, to })
  const reconcile = useReconcile()
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({})
  const run = async (row: DayRow): Promise<void> => {
    const tell = (text: string): void => setRefused((now) => ({ ...now, [keyOf(row)]: text }))
    try {
      await reconcile.mutateAsync({ businessDate: row.businessDate, channel: row.channel })
      tell('')
    } catch (error) {
      tell(errorText(error))
    }
  }
  const usable = billChannels.filter((name) =>
    channels.data?.items.some((one) => one.channel === name && one.available),
  )
  return (
    <section aria-label="每日对账">
      <OpenDifferences />
      <ListToolbar>
        <DateRange from={from} to={to} onChange={(start, end) => list.set({ from: start, to: end })} />
        <FilterSelect
          list={list}
          name="channel"
          label="全部渠道"
          options={channelNames.map((value) => ({ value, label: channelLabels[value] }))}
        />
        <FilterSelect
          list={list}
          name="state"
          label="全部结果"
          options={stateNames.map((value) => ({ value, label: dayStateTexts[value].text }))}
        />
      </ListToolbar>
      <QueryView query={days} rows={5}>
        {({ items, asOf }) => {
          const rows = dayRows(items, recent, usable).filter(
            (row) =>
              (channel === undefined || row.channel === channel) && (state === undefined || dayStateOf(row) === state),
          )
          return (
            <>
              <DataTable
                label="每日对账"
                rows={rows}
                rowKey={keyOf}
                emptyText={usable.length === 0 ? '还没有接入支付渠道，也没有导入终端流水' : '没有符合条件的营业日'}
                columns={[
                  {
                    key: 'day',
                    title: '营业日',
                    card: 'heading',
                    render: (row) => `${row.businessDate} ${channelLabels[row.channel]}`,
                  },
                  {
                    key: 'state',
                    title: '结果',
                    render: (row) => {
                      const { text, tone } = dayStateTexts[dayStateOf(row)]
                      return <StatusTag tone={tone}>{text}</StatusTag>
                    },
                  },
                  {
                    key: 'matched',
                    title: '核对',
                    numeric: true,
                    render: ({ result }) => (result === null ? '—' : `${result.matched} 笔一致`),
                  },
                  {
                    key: 'open',
                    title: '待处理',
                    numeric: true,
                    // A day that nobody has compared has no differences either: no number is claimed for it.
                    render: ({ result }) => (result === null ? '—' : `${result.open} 处`),
                  },
                  {
                    key: 'ours',
                    title: '我们记的收款',
                    numeric: true,
                    render: ({ result }) => <Money fen={result?.paidFen ?? null} />,
                  },
                  {
                    key: 'theirs',
                    title: '账单上的收款',
                    numeric: true,
                    render: ({ result }) => <Money fen={result?.billFen ?? null} />,
                  },
                  {
                    key: 'note',
                    title: '说明',
                    render: (row) => <DayNote row={row} refused={refused[keyOf(row)] ?? ''} />,
                  },
                  {
                    key: 'actions',
                    title: '操作',
                    card: 'actions',
                    render: (row) =>
                      can.operate ? (
                        <Button
                          size="small"
                          loading={
                            reconcile.isPending &&
                            reconcile.variables.businessDate === row.businessDate &&
                            reconcile.variables.channel === row.channel
                          }
                          onClick={() => void run(row)}
                        >
                          {`核对${channelLabels[row.channel]}`}
                        </Button>
                      ) : null,
                  },
                ]}
              />
              <AsOf at={asOf} />
            </>
          )
        }}
      </QueryView>
    </section>
  )
}

const OpenDifferences = (): ReactNode => {
  const open = useDifferences(useMarketId(), { open: 'true' })
  const list = useListSearch()
  if (open.data === undefined) return null
  const count = open.data.items.length
  return count === 0 ? (
    <Alert type="success" showIcon title="没有待处理的差异" style={{ marginBottom: 16 }} />
  ) : (
    <Alert
      type="warning"
      showIcon
      title={`${count} 处差异待处理`}
      style={{ marginBottom: 16 }}
      action={
        <Button size="small" onClick={() => list.set({ view: 'differences' })}>
          去处理
        </Button>
      }
    />
  )
}

const fundFlowTexts = {
  compared: '',
  empty: '当天没有资金流水',
  unavailable: '资金流水取不到，只核对了交易账单',
} as const

const DayNote = ({ row: { result }, refused }: { row: DayRow; refused: string }): ReactNode => {
  if (refused !== '') return <StatusTag tone="unknown">{refused}</StatusTag>
  if (result === null) return '系统每天 10:30 后自动核对'
  const flow = result.fundFlow === null ? '' : fundFlowTexts[result.fundFlow]
  const empty =
    result.state === 'done' && result.lines === 0 && result.matched === 0 ? '当天没有账单，我们也没有记录' : ''
  return (
    <>
      {[empty, result.detail ?? '', flow].filter((text) => text !== '').join('；')} <AsOf at={result.checkedAt} bare />
    </>
  )
}
