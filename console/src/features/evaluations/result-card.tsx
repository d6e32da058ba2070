import { Alert, Card } from 'antd'
import type { ReactNode } from 'react'
import { DataTable } from '../../ui/data-table.tsx'
import { Money } from '../../ui/money.tsx'
import { AsOf } from '../../ui/as-of.tsx'
import type { Evaluation } from './api.ts'
import { formulaText } from './model.ts'

/** 综合成绩 and how it came about. */
export const ResultCard = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const formula = formulaText(e)
  return (
    <Card size="small" title="综合成绩">
      {formula === null ? (
        <div className="quiet">评分已汇总；综合成绩在公示时公布。</div>
      ) : (
        <>
          <div className="composite">
            <span className="composite-number">{e.composite}</span> 分
          </div>
          <p className="number">{formula}</p>
          <DataTable
            label="三方评分"
            short
            rows={e.groups}
            rowKey={(group) => group.group}
            columns={[
              { key: 'name', title: '评分方', render: (group) => group.name },
              { key: 'sheets', title: '评分表', numeric: true, render: (group) => `${group.sheets} 张` },
              { key: 'score', title: '成绩', numeric: true, render: (group) => `${group.score} 分` },
              { key: 'weight', title: '权重', numeric: true, render: (group) => `${Math.round(group.weight * 100)}%` },
            ]}
          />
          <p className="quiet">
            权重见{e.documentNumber}四（6）。一组有几张评分表的取平均；加分在加权之后计入，不以 100
            分为限（文件没有写明这两点，按此处理）。
          </p>
        </>
      )}
      {e.award !== null && (
        <Alert
          type="success"
          showIcon
          title={
            <>
              已奖补 <Money fen={e.award.amountFen} /> <AsOf at={e.award.at} bare /> {e.award.note}
            </>
          }
        />
      )}
    </Card>
  )
}
