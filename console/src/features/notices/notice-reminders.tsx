import { labels } from '@smart-market/shared/text/zh.ts'
import { Card } from 'antd'
import type { ReactNode } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useNoticeReminders } from './api.ts'

/** What the market was reminded of, each once, the day before a required topic goes stale. */
export const NoticeReminders = (): ReactNode => {
  const reminders = useNoticeReminders(useMarketId())
  return (
    <Card size="small" title="到期提醒" style={{ marginTop: 16 }}>
      <QueryView query={reminders} rows={2}>
        {(data) => (
          <DataTable
            label="到期提醒"
            rows={data.items}
            rowKey={(r) => `${r.kind} ${r.staleOn}`}
            emptyText="没有要更换的提醒。必须公示的内容超期前一天，这里会提醒一次。"
            columns={[
              { key: 'kind', title: '内容', card: 'heading', render: (r) => labels.noticeKind[r.kind] },
              { key: 'stale', title: '哪天起超期', render: (r) => r.staleOn },
              { key: 'at', title: '提醒于', render: (r) => <AsOf at={r.remindedAt} bare /> },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
