import type { AssessmentView } from '@smart-market/shared/contracts/assessments.ts'
import { Checkbox, Empty } from 'antd'
import type { ReactNode } from 'react'
import { pointsText } from '../../lib/format.ts'
import type { ListSearch } from '../../lib/search-params.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FilterSelect, ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageLink } from './page-link.tsx'
import { leavesOf, lossesBySubject, recordTarget, tickOf, toggle } from './model.ts'

interface Props {
  readonly assessment: AssessmentView
  readonly list: ListSearch
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: Set<string>) => void
}

/** Every lost point under the merchant, device, zone or topic that lost it. */
export const LossList = ({ assessment, list, chosen, onChoose }: Props): ReactNode => {
  const leafId = list.values['leaf']
  const all = lossesBySubject(assessment, { q: list.q, ...(leafId ? { leafId } : {}) })
  const losing = leavesOf(assessment).filter((leaf) => leaf.losses.length > 0)
  if (losing.length === 0) return <Empty description="没有失分" />
  const shown = all.slice((list.page - 1) * list.pageSize, list.page * list.pageSize)
  return (
    <>
      <ListToolbar>
        <SearchBox list={list} hint="搜索经营户、设备或原因" />
        <FilterSelect
          list={list}
          name="leaf"
          label="全部评分项"
          options={losing.map((leaf) => ({ value: leaf.id, label: `${leaf.name}（${leaf.losses.length} 处）` }))}
        />
      </ListToolbar>
      <DataTable
        label="失分清单"
        rows={shown}
        rowKey={(s) => s.key}
        list={list}
        total={all.length}
        columns={[
          {
            key: 'subject',
            title: '谁失的分',
            card: 'heading',
            render: (s) => {
              const target = recordTarget(s.subject)
              return target ? <MarketLink target={target}>{s.subject.label}</MarketLink> : s.subject.label
            },
          },
          {
            key: 'losses',
            title: '原因和怎样改（勾选可试算）',
            card: 'wide',
            render: (s) => (
              <div className="loss-cells">
                {s.losses.map((loss) => (
                  <div key={loss.id}>
                    <Checkbox
                      checked={tickOf([loss.id], chosen) === 'all'}
                      onChange={() => onChoose(toggle([loss.id], chosen))}
                    >
                      <span>{loss.reason}</span>
                      <span className="quiet"> → {loss.fix}</span>
                    </Checkbox>
                    <div className="loss-foot quiet">
                      {loss.leafName} <PageLink loss={loss} />
                    </div>
                  </div>
                ))}
              </div>
            ),
          },
          { key: 'points', title: '失分', numeric: true, render: (s) => `${pointsText(s.points)} 分` },
        ]}
      />
    </>
  )
}
