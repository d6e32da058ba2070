import { Card } from 'antd'
import type { ReactNode } from 'react'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Money } from '../../ui/money.tsx'
import { PointsBar } from '../../ui/points.tsx'
import { coverageText } from '../sales/model.ts'
import type { Analysis } from './api.ts'
import { sharePercent } from './model.ts'

/** One day: what was sold by category, and which stalls sold most. */
export const AnalysisDetail = ({ analysis }: { analysis: Analysis }): ReactNode => (
  <Card size="small" title={`${analysis.businessDate} 营业额构成`} extra={<AsOf at={analysis.computedAt} />}>
    <div className="quiet">{coverageText(analysis)}，没有数据的摊位不计在内。</div>
    <div className="columns">
      <DataTable
        label="品类占比"
        rows={analysis.categoryShares}
        rowKey={(c) => c.categoryName}
        emptyText="这一天没有分品类的交易"
        columns={[
          { key: 'name', title: '品类', card: 'heading', render: (c) => c.categoryName },
          { key: 'amount', title: '金额', numeric: true, render: (c) => <Money fen={c.amountFen} /> },
          {
            key: 'share',
            title: '占比',
            numeric: true,
            render: (c) => (
              <>
                {sharePercent(c.share)}
                <span aria-hidden>
                  <PointsBar low={c.share} high={c.share} max={1} />
                </span>
              </>
            ),
          },
        ]}
      />
      <DataTable
        label="交易额最高的摊位"
        rows={analysis.topStalls}
        rowKey={(s) => s.stallCode}
        emptyText="这一天没有交易"
        columns={[
          { key: 'stall', title: '摊位', card: 'heading', render: (s) => s.stallCode },
          { key: 'merchant', title: '经营户', render: (s) => s.merchantName ?? '—' },
          { key: 'amount', title: '金额', numeric: true, render: (s) => <Money fen={s.amountFen} /> },
        ]}
      />
    </div>
  </Card>
)
