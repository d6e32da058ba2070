/** 辖区市场: all markets that report here, on a map and as a table. */
import { useNavigate } from '@tanstack/react-router'
import { Button, Card, Empty, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNow } from '../../lib/clock.ts'
import { countText } from '../../lib/format.ts'
import { platformAddress } from '../../lib/platform-paths.ts'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { FilterSelect, ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Board as BoardData, useBoard, useRubricNames } from './api.ts'
import { BoardTable } from './board-table.tsx'
import { MarketMap } from './market-map.tsx'
import { districtsOf, found, freshness, openCount, sorted, sortNames } from './model.ts'
import { RubricChoice, useRubricChoice } from './rubric-choice.tsx'

const mostCompared = 4

export const NoMarkets = (): ReactNode => (
  <Empty
    description={
      <>
        还没有市场向本平台上报。先在「
        <PlatformLink target={{ page: 'register' }}>登记和公钥</PlatformLink>
        」登记市场和它的公钥，再把收件地址交给市场。
      </>
    }
  />
)

export const Board = (): ReactNode => {
  const list = useListSearch()
  const board = useBoard(useRubricChoice(list))
  return (
    <>
      <PageHeader title="辖区市场" note={board.data && <BoardNote board={board.data} />} />
      <QueryView query={board} isEmpty={(data) => data.items.length === 0} empty={<NoMarkets />}>
        {(data) => <BoardBody board={data} />}
      </QueryView>
    </>
  )
}

const BoardNote = ({ board }: { board: BoardData }): ReactNode => {
  const now = useNow()
  const lost = board.items.filter((market) => freshness(market, now).tone === 'bad').length
  const open = board.items.reduce((sum, market) => sum + openCount(market), 0)
  return (
    <>
      共 {countText(board.items.length)} 个市场，{countText(lost)} 个断了数据，未了事项 {countText(open)} 项 ·{' '}
      <AsOf at={board.asOf} />
    </>
  )
}

const BoardBody = ({ board }: { board: BoardData }): ReactNode => {
  const list = useListSearch()
  const now = useNow()
  const navigate = useNavigate()
  const rubrics = useRubricNames()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const rubric = useRubricChoice(list)
  const shown = found(board.items, list.q, list.values['district'])
  const rows = sorted(shown, oneOf(list.sort, sortNames), list.order)
  const districts = districtsOf(board.items, now)
  const choose = (marketId: string, isChosen: boolean): void =>
    setChosen(isChosen ? [...chosen, marketId].slice(-mostCompared) : chosen.filter((each) => each !== marketId))
  return (
    <div className="stack">
      <ListToolbar>
        <SearchBox list={list} hint="搜市场名称、代码、区县" />
        {districts.length > 1 && (
          <FilterSelect
            list={list}
            name="district"
            label="区县"
            options={districts.map(({ districtCode, name }) => ({ value: districtCode, label: name }))}
          />
        )}
        <RubricChoice list={list} />
      </ListToolbar>
      <Card size="small" title="位置和状态">
        {shown.length === 0 ? (
          <span className="quiet">没有符合条件的市场</span>
        ) : (
          <MarketMap markets={shown} rubric={rubric} />
        )}
      </Card>
      <Card size="small" title="市场一览">
        <BoardTable
          rows={rows}
          list={list}
          emptyText="没有符合条件的市场"
          chosen={chosen}
          onChoose={choose}
          rubricNames={new Map((rubrics.data?.items ?? []).map(({ rubric: id, title }) => [id, title] as const))}
        />
        <Flex wrap gap="small" align="center" justify="space-between" className="pages">
          <span className="quiet">
            {rows.length === board.items.length
              ? `共 ${countText(rows.length)} 个市场。`
              : `全部 ${countText(board.items.length)} 个市场，列出 ${countText(rows.length)} 个。`}
            得分由平台按上报的事实重算；「积压」是还差的条数和晚了多久。
          </span>
          <Button
            type="primary"
            disabled={chosen.length < 2}
            onClick={() =>
              void navigate(platformAddress({ page: 'compare', search: { markets: chosen.join(','), rubric } }))
            }
          >
            对比选中的 {chosen.length} 个
          </Button>
        </Flex>
      </Card>
    </div>
  )
}
