/** Parts that a complaint and a report share: clocks, course, photos. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { Card, Image, Timeline } from 'antd'
import type { ReactNode } from 'react'
import { useToday } from '../../lib/clock.ts'
import { downloadUrl } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { Clock, Complaint, Move } from './api.ts'
import { clockTold, moveTitle, sourceText, termText } from './model.ts'

export const ClockCard = ({ clocks }: { clocks: readonly Clock[] }): ReactNode => {
  const today = useToday()
  return (
    <Card size="small" title="办理期限">
      <DataTable
        label="办理期限"
        rows={clocks}
        rowKey={(c) => `${c.clockId} ${c.startedOn}`}
        emptyText="没有办理期限"
        columns={[
          { key: 'clock', title: '期限', card: 'heading', render: (c) => labels.clock[c.clockId] },
          {
            key: 'state',
            title: '还剩多久',
            render: (c) => {
              const told = clockTold(c, today)
              return <StatusTag tone={told.tone}>{told.text}</StatusTag>
            },
          },
          {
            key: 'due',
            title: '截止',
            render: (c) => (c.certain ? c.dueOn : `${c.dueOn}（节假日安排未公布，可能变动）`),
          },
          { key: 'term', title: '时长', render: (c) => `${termText(c)}，从 ${c.startedOn} 起` },
          { key: 'source', title: '依据', render: sourceText },
        ]}
      />
    </Card>
  )
}

export const CourseCard = ({ moves }: { moves: readonly Move[] }): ReactNode => (
  <Card size="small" title="办理经过">
    <Timeline
      items={moves.map((move) => ({
        content: (
          <>
            <div>
              <strong>{moveTitle(move)}</strong> <AsOf at={move.at} bare />
            </div>
            {move.note !== null && <div className="notice-body">{move.note}</div>}
          </>
        ),
      }))}
    />
  </Card>
)

export const PhotoCard = ({ photos }: { photos: Complaint['photos'] }): ReactNode => {
  const marketId = useMarketId()
  if (photos.length === 0) return null
  return (
    <Card size="small" title="照片">
      <Image.PreviewGroup>
        <div className="photo-row">
          {photos.map((photo, i) => (
            <Image
              key={photo.photoId}
              width={120}
              alt={`照片 ${i + 1}`}
              src={downloadUrl('getComplaintPhoto', { params: { marketId, photoId: photo.photoId } })}
            />
          ))}
        </div>
      </Image.PreviewGroup>
    </Card>
  )
}
