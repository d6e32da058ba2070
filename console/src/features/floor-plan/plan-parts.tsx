/** The two lists beside the map: which place is which stall, and what is wrong in the file. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Empty } from 'antd'
import type { ReactNode } from 'react'
import { countText } from '../../lib/format.ts'
import { type ListSearch, oneOf } from '../../lib/search-params.ts'
import { useCan } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { Place, PlanDetail } from './api.ts'
import { pageOf, placeFilters, placeName, placesShown, type PlaceFilter } from './model.ts'

interface Props {
  readonly plan: PlanDetail
  readonly list: ListSearch
}

export const PlaceList = ({ plan, list, onMatch }: Props & { onMatch: (place: Place) => void }): ReactNode => {
  const can = useCan()
  const show = oneOf(list.values['show'], Object.keys(placeFilters) as PlaceFilter[])
  const rows = placesShown(plan.places, { q: list.q, show })
  const levels = new Map(plan.levels.map((l) => [l.levelId, l.name]))
  return (
    <>
      <ListToolbar>
        <SearchBox list={list} hint="搜索图上名称、摊位号" />
        <FilterSelect list={list} name="show" label="全部位置" options={optionsOf(placeFilters)} />
      </ListToolbar>
      <DataTable
        label="摊位对应"
        rows={pageOf(rows, list.page, list.pageSize)}
        rowKey={(p) => p.placeId}
        list={list}
        total={rows.length}
        columns={[
          { key: 'name', title: '图上名称', card: 'heading', render: placeName },
          { key: 'level', title: '楼层', render: (p) => levels.get(p.levelId) ?? '—' },
          {
            key: 'stall',
            title: '摊位',
            render: (p) =>
              p.stallId === null ? (
                <StatusTag tone="warn">还没对应</StatusTag>
              ) : (
                <MarketLink target={{ stallId: p.stallId }}>{p.stallCode ?? '已停用的摊位'}</MarketLink>
              ),
          },
          { key: 'by', title: '怎么对上的', render: (p) => (p.matchedBy ? labels.placeMatch[p.matchedBy] : '—') },
          {
            key: 'way',
            title: '能走到吗',
            render: (p) =>
              p.reachable ? <StatusTag tone="good">能走到</StatusTag> : <StatusTag tone="bad">走不到</StatusTag>,
          },
          ...(can.write
            ? [
                {
                  key: 'actions',
                  title: '操作',
                  card: 'actions' as const,
                  render: (p: Place) => (
                    <Button size="small" onClick={() => onMatch(p)}>
                      指定摊位
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  )
}

export const ProblemList = ({ plan, list }: Props): ReactNode => {
  if (plan.violations.length === 0)
    return <Empty description={plan.schematic ? '示意图由台账生成，没有文件。' : '文件符合标准，没有发现问题。'} />
  const rows = plan.violations.map((v, i) => ({ ...v, key: String(i) }))
  return (
    <div className="stack">
      <Alert
        type="info"
        showIcon
        title={`文件有 ${countText(rows.length)} 处不合标准。图已按能读懂的部分画出；请把这张清单交给画图的单位，改好后重新导入。`}
      />
      <DataTable
        label="文件问题"
        rows={pageOf(rows, list.page, list.pageSize)}
        rowKey={(v) => v.key}
        list={list}
        total={rows.length}
        columns={[
          { key: 'message', title: '问题', card: 'heading', render: (v) => v.message },
          { key: 'file', title: '文件', render: (v) => v.file },
          { key: 'feature', title: '图上对象', render: (v) => <span className="mono-text">{v.featureId ?? '—'}</span> },
          { key: 'code', title: '代码', render: (v) => <span className="mono-text">{v.code}</span> },
        ]}
      />
    </div>
  )
}
