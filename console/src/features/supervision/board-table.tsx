/** One row a market: points under each rubric, freshness, what is open, the week's turnover. */
import { Checkbox } from 'antd'
import type { ReactNode } from 'react'
import { useNow } from '../../lib/clock.ts'
import { absent, countText, rangeText } from '../../lib/format.ts'
import type { ListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Money } from '../../ui/money.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { Claim, Supervised } from './api.ts'
import { claimText, freshness, lagText } from './model.ts'
import { useRubricChoice } from './rubric-choice.tsx'
import { openItemUnit, verdictText } from './text.ts'

interface Props {
  readonly rows: readonly Supervised[]
  readonly list: ListSearch
  readonly emptyText: string
  readonly chosen: readonly string[]
  readonly onChoose: (marketId: string, isChosen: boolean) => void
  readonly rubricNames: ReadonlyMap<string, string>
}

export const BoardTable = ({ rows, list, emptyText, chosen, onChoose, rubricNames }: Props): ReactNode => {
  const now = useNow()
  const rubric = useRubricChoice(list)
  const counted = (key: string, title: string, sort: string, kind: keyof Supervised['open']): Column<Supervised> => ({
    key,
    title,
    sort,
    numeric: true,
    // Of a market that was never heard nothing is known: no zero stands for it.
    render: (market) =>
      market.lastHeardAt === null ? (
        <span className="quiet">{absent}</span>
      ) : (
        <Count value={market.open[kind]} unit={openItemUnit[kind]} />
      ),
  })
  return (
    <DataTable
      label="辖区市场"
      rows={rows}
      rowKey={(market) => market.marketId}
      list={list}
      emptyText={emptyText}
      columns={[
        {
          key: 'name',
          title: '市场',
          card: 'heading',
          render: (market) => (
            <>
              <PlatformLink target={{ marketId: market.marketId, rubric }}>{market.name}</PlatformLink>
              <div className="quiet">
                {market.code} · {market.districtName || market.districtCode}
              </div>
            </>
          ),
        },
        {
          key: 'points',
          title: '达标（重算 / 满分）',
          sort: 'points',
          card: 'wide',
          render: (market) => <Points market={market} rubric={rubric} names={rubricNames} />,
        },
        {
          key: 'fresh',
          title: '数据',
          render: (market) => {
            const { tone, text } = freshness(market, now)
            return <StatusTag tone={tone}>{text}</StatusTag>
          },
        },
        { key: 'lag', title: '积压', sort: 'lag', numeric: true, render: lagText },
        {
          key: 'heard',
          title: '最后收到',
          render: (market) => <AsOf at={market.lastHeardAt} bare never="从未" />,
        },
        counted('alarms', '设备掉线', 'alarms', 'device_silent'),
        counted('complaints', '投诉逾期', 'complaints', 'complaint_overdue'),
        counted('positives', '阳性未处置', 'positives', 'test_positive'),
        {
          key: 'turnover',
          title: '近 7 天营业额',
          sort: 'turnover',
          numeric: true,
          render: (market) => <Money fen={market.salesFen} />,
        },
        {
          key: 'compare',
          title: '对比',
          render: (market) => (
            <Checkbox
              aria-label={`对比 ${market.name}`}
              checked={chosen.includes(market.marketId)}
              onChange={(event) => onChoose(market.marketId, event.target.checked)}
            />
          ),
        },
      ]}
    />
  )
}

const Count = ({ value, unit }: { value: number; unit: string }): ReactNode =>
  value === 0 ? (
    <span className="quiet">0 {unit}</span>
  ) : (
    <strong className="attention">
      {countText(value)} {unit}
    </strong>
  )

/** The chosen rubric first, with whether its points could be confirmed; the others below. */
const Points = ({
  market,
  rubric,
  names,
}: {
  market: Supervised
  rubric: string
  names: ReadonlyMap<string, string>
}): ReactNode => {
  const { claim } = market
  const others = market.claims.filter((each) => each.rubricId !== rubric)
  return (
    <>
      {claim === null ? (
        <span className="quiet">还没有上报</span>
      ) : (
        <>
          <span className="number">{pointsOf(claim)}</span>{' '}
          <StatusTag tone={verdictText[claim.verdict].tone}>{verdictText[claim.verdict].text}</StatusTag>
        </>
      )}
      {others.map((each) => (
        <div key={each.rubricId} className="quiet">
          {names.get(each.rubricId) ?? each.rubricId}：<span className="number">{pointsOf(each)}</span>
        </div>
      ))}
    </>
  )
}

const pointsOf = (claim: Claim): string =>
  claim.recomputedLow === null || claim.recomputedHigh === null
    ? `自报 ${claimText(claim)}`
    : `${rangeText(claim.recomputedLow, claim.recomputedHigh)} / ${claim.max}`
