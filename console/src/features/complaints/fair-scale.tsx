import { formatFen } from '@smart-market/shared/money.ts'
import { formatGrams } from '@smart-market/shared/quantity.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Card, Empty, Flex, Input, InputNumber, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { errorText } from '../../lib/errors.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useMayInspect } from '../inspections/rounds.tsx'
import { ComplaintForm } from './complaint-form.tsx'
import { ComplaintTabs } from './complaint-tabs.tsx'
import { type Purchase, type Reweigh, usePurchases, useRecordReweigh, useReweighs } from './scale-api.ts'
import { reweighTold, toleranceText } from './scale-model.ts'

/** 公平秤: a purchase is found, put on the scale, and its difference told with the tolerance for that mass. */
export const FairScale = (): ReactNode => {
  const mayWeigh = useMayInspect()
  const [complaining, setComplaining] = useState<Reweigh>()
  return (
    <>
      <PageHeader title="公平秤复称" note="先找到小票或订单，再放上公平秤；相差多少、允许差多少当场看得到。" />
      <ComplaintTabs />
      <div className="stack">
        {mayWeigh && <Weigh onComplain={setComplaining} />}
        <Records onComplain={setComplaining} />
      </div>
      <ComplaintForm
        open={complaining !== undefined}
        onClose={() => setComplaining(undefined)}
        {...(complaining && { about: complaining })}
      />
    </>
  )
}

const Weigh = ({ onComplain }: { onComplain: (reweigh: Reweigh) => void }): ReactNode => {
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  const [chosen, setChosen] = useState<{ purchase: Purchase; lineNo: number }>()
  const purchases = usePurchases(useMarketId(), q)
  return (
    <Card size="small" title="复称">
      <div className="stack">
        <Input.Search
          className="search-box"
          value={typed}
          enterButton="查找"
          aria-label="小票号、订单号或摊位号"
          placeholder="小票号、订单号或摊位号"
          onChange={(event) => setTyped(event.target.value)}
          onSearch={(value) => {
            setChosen(undefined)
            setQ(value.trim())
          }}
        />
        {q !== '' && (
          <QueryView
            query={purchases}
            rows={2}
            isEmpty={(d) => d.items.length === 0}
            empty={<Empty description="没有找到。请核对小票上的号码，或输入摊位号看近三天的交易。" />}
          >
            {(data) => (
              <DataTable
                label="找到的交易"
                rows={data.items.flatMap((purchase) =>
                  purchase.lines.filter((line) => line.grams !== null).map((line) => ({ purchase, line })),
                )}
                rowKey={({ purchase, line }) => `${purchase.saleId ?? purchase.stallOrderId} ${line.lineNo}`}
                emptyText="这笔交易里没有按重量卖的商品"
                columns={[
                  { key: 'name', title: '商品', card: 'heading', render: ({ line }) => line.name },
                  { key: 'stall', title: '摊位', render: ({ purchase }) => purchase.stallCode },
                  { key: 'number', title: '号码', render: ({ purchase }) => purchase.number },
                  { key: 'at', title: '时间', render: ({ purchase }) => <AsOf at={purchase.at} bare /> },
                  {
                    key: 'grams',
                    title: '结算重量',
                    numeric: true,
                    render: ({ line }) => formatGrams(line.grams ?? 0),
                  },
                  {
                    key: 'amount',
                    title: '金额',
                    numeric: true,
                    render: ({ line }) => `${formatFen(line.amountFen)} 元`,
                  },
                  {
                    key: 'actions',
                    title: '操作',
                    card: 'actions',
                    render: ({ purchase, line }) => (
                      <Button size="small" onClick={() => setChosen({ purchase, lineNo: line.lineNo })}>
                        复称这件
                      </Button>
                    ),
                  },
                ]}
              />
            )}
          </QueryView>
        )}
        {chosen && (
          <Measure
            key={`${chosen.purchase.saleId ?? chosen.purchase.stallOrderId} ${chosen.lineNo}`}
            {...chosen}
            onComplain={onComplain}
          />
        )}
      </div>
    </Card>
  )
}

interface MeasureProps {
  readonly purchase: Purchase
  readonly lineNo: number
  readonly onComplain: (reweigh: Reweigh) => void
}

const Measure = ({ purchase, lineNo, onComplain }: MeasureProps): ReactNode => {
  const [grams, setGrams] = useState<number | null>(null)
  const [toleranceClass, setToleranceClass] = useState<Reweigh['toleranceClass']>()
  const record = useRecordReweigh()
  const line = purchase.lines.find((each) => each.lineNo === lineNo)
  if (line === undefined) return null
  const { saleId, stallOrderId } = purchase
  const result = record.data
  return (
    <Card size="small" title={`${line.name}，结算 ${formatGrams(line.grams ?? 0)}`}>
      {result === undefined ? (
        <div className="stack">
          {record.error && <Alert type="error" showIcon title={errorText(record.error)} />}
          <Flex wrap gap="small" align="center">
            <InputNumber
              autoFocus
              min={0}
              max={1_000_000}
              precision={0}
              suffix="克"
              aria-label="公平秤上的重量（克）"
              placeholder="公平秤上的重量"
              style={{ width: 200 }}
              value={grams}
              onChange={setGrams}
            />
            <Select
              allowClear
              aria-label="商品类别，决定允差"
              placeholder="按单价判断类别"
              style={{ minWidth: 180 }}
              value={toleranceClass}
              options={optionsOf(labels.toleranceClass)}
              onChange={(value?: Reweigh['toleranceClass']) => setToleranceClass(value)}
            />
            <Button
              type="primary"
              disabled={grams === null}
              loading={record.isPending}
              onClick={() => record.mutate({ saleId, stallOrderId, lineNo, measuredGrams: grams ?? 0, toleranceClass })}
            >
              记录
            </Button>
          </Flex>
        </div>
      ) : (
        <Result reweigh={result} onComplain={onComplain} />
      )}
    </Card>
  )
}

const Result = ({ reweigh, onComplain }: { reweigh: Reweigh; onComplain: (r: Reweigh) => void }): ReactNode => {
  const told = reweighTold(reweigh)
  return (
    <div className="stack">
      <Flex wrap gap="small" align="center">
        <span className="headline">
          {reweigh.differenceGrams > 0 ? '+' : ''}
          {reweigh.differenceGrams} 克
        </span>
        <StatusTag tone={told.tone}>{told.text}</StatusTag>
      </Flex>
      <div>
        结算 {formatGrams(reweigh.settledGrams)}，公平秤 {formatGrams(reweigh.measuredGrams)}。{toleranceText(reweigh)}
      </div>
      <Flex>
        <Button {...(reweigh.verdict === 'short' && { type: 'primary' as const })} onClick={() => onComplain(reweigh)}>
          为这次复称登记投诉
        </Button>
      </Flex>
    </div>
  )
}

const Records = ({ onComplain }: { onComplain: (reweigh: Reweigh) => void }): ReactNode => {
  const list = useListSearch()
  const reweighs = useReweighs(useMarketId(), {
    q: list.q || undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <Card size="small" title="复称记录">
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、商品、小票、订单号" />
      </ListToolbar>
      <QueryView
        query={reweighs}
        rows={3}
        isEmpty={(d) => d.total === 0}
        empty={<Empty description={list.q === '' ? '还没有复称过' : `没有和「${list.q}」有关的复称记录`} />}
      >
        {(data) => (
          <DataTable
            label="复称记录"
            rows={data.items}
            rowKey={(r) => r.reweighId}
            list={list}
            total={data.total}
            loading={reweighs.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '商品',
                card: 'heading',
                render: (r) => `${r.commodityName}（摊位 ${r.stallCode}）`,
              },
              {
                key: 'difference',
                title: '相差',
                numeric: true,
                render: (r) => `${r.differenceGrams > 0 ? '+' : ''}${r.differenceGrams} 克`,
              },
              {
                key: 'verdict',
                title: '结论',
                render: (r) => <StatusTag tone={reweighTold(r).tone}>{reweighTold(r).text}</StatusTag>,
              },
              {
                key: 'tolerance',
                title: '允差',
                numeric: true,
                render: (r) => (r.toleranceGrams === null ? '表中没有' : `${r.toleranceGrams} 克`),
              },
              { key: 'settled', title: '结算', numeric: true, render: (r) => formatGrams(r.settledGrams) },
              { key: 'measured', title: '公平秤', numeric: true, render: (r) => formatGrams(r.measuredGrams) },
              { key: 'at', title: '时间', render: (r) => <AsOf at={r.weighedAt} bare /> },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (r) => (
                  <Button size="small" onClick={() => onComplain(r)}>
                    登记投诉
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
