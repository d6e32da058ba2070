/** 区县: the city's view, one row a district; a click leads to its markets. */
import type { ReactNode } from 'react'
import { useNow } from '../../lib/clock.ts'
import { countText, pointsText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { Money } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useBoard } from './api.ts'
import { NoMarkets } from './board.tsx'
import { type District, districtData, districtsOf, openKinds, openText, sortedDistricts } from './model.ts'
import { RubricChoice, useRubricChoice } from './rubric-choice.tsx'

export const Districts = (): ReactNode => {
  const list = useListSearch()
  const rubric = useRubricChoice(list)
  const board = useBoard(rubric)
  const now = useNow()
  const search = (district: District): Record<string, string> => ({ district: district.districtCode, rubric })
  return (
    <>
      <PageHeader title="区县" note={board.data && <AsOf at={board.data.asOf} />} />
      <QueryView query={board} isEmpty={(data) => data.items.length === 0} empty={<NoMarkets />}>
        {(data) => (
          <>
            <ListToolbar>
              <SearchBox list={list} hint="搜区县名称、代码" />
              <RubricChoice list={list} />
            </ListToolbar>
            <DataTable
              label="区县"
              rows={sortedDistricts(
                districtsOf(data.items, now).filter((each) => `${each.name} ${each.districtCode}`.includes(list.q)),
                list.sort,
                list.order,
              )}
              rowKey={(district) => district.districtCode}
              list={list}
              emptyText="没有符合条件的区县"
              columns={[
                {
                  key: 'name',
                  title: '区县',
                  card: 'heading',
                  render: (district) => (
                    <PlatformLink target={{ page: 'markets', search: search(district) }}>{district.name}</PlatformLink>
                  ),
                },
                {
                  key: 'markets',
                  title: '市场',
                  sort: 'markets',
                  numeric: true,
                  render: (district) => `${countText(district.markets.length)} 个`,
                },
                {
                  key: 'lost',
                  title: '数据',
                  sort: 'lost',
                  render: (district) => (
                    <StatusTag tone={districtData(district).tone}>{districtData(district).text}</StatusTag>
                  ),
                },
                {
                  key: 'points',
                  title: '得分中位数',
                  sort: 'points',
                  numeric: true,
                  render: (district) => (district.points === null ? '还没有上报' : `${pointsText(district.points)} 分`),
                },
                {
                  key: 'open',
                  title: '未了事项和预警',
                  render: (district) =>
                    openKinds
                      .filter((kind) => district.open[kind] > 0)
                      .map((kind) => openText(kind, district.open[kind]))
                      .join('，') || '没有',
                },
                {
                  key: 'turnover',
                  title: '近 7 天营业额',
                  sort: 'turnover',
                  numeric: true,
                  render: (district) => <Money fen={district.salesFen} />,
                },
              ]}
            />
          </>
        )}
      </QueryView>
    </>
  )
}
