import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Descriptions, Drawer } from 'antd'
import type { ReactNode } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import { useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import type { Notice } from './api.ts'
import { placesText } from './model.ts'

/** The whole notice, with its papers and who did what to it. */
export const NoticeDrawer = ({ notice, onClose }: { notice: Notice | undefined; onClose: () => void }): ReactNode => {
  const marketId = useMarketId()
  return (
    <Drawer title={notice?.title} open={notice !== undefined} onClose={onClose} size={560}>
      {notice && (
        <div className="stack">
          {notice.withdrawnReason && <Alert type="warning" title={`撤回原因：${notice.withdrawnReason}`} />}
          {notice.returnedReason && <Alert type="warning" title={`退回原因：${notice.returnedReason}`} />}
          <div className="notice-body">{notice.body}</div>
          {notice.attachments.length > 0 && (
            <ul>
              {notice.attachments.map(({ attachmentId, fileName, size }) => (
                <li key={attachmentId}>
                  <a href={downloadUrl('getNoticeAttachment', { params: { marketId, attachmentId } })} download>
                    {fileName}
                  </a>{' '}
                  <span className="quiet">{countText(Math.ceil(size / 1024))} KB</span>
                </li>
              ))}
            </ul>
          )}
          <Descriptions
            column={1}
            size="small"
            items={[
              { key: 'kind', label: '类别', children: labels.noticeKind[notice.kind] },
              { key: 'places', label: '展示', children: placesText(notice.places) },
              { key: 'by', label: '起草', children: notice.createdBy },
              { key: 'submitted', label: '提交审核', children: notice.submittedBy ?? '—' },
              { key: 'approved', label: '审核发布', children: notice.approvedBy ?? '—' },
              { key: 'at', label: '发布于', children: <AsOf at={notice.publishedAt} bare /> },
              { key: 'reads', label: '阅读', children: `${countText(notice.readCount)} 次` },
              {
                key: 'shown',
                label: '展示记录',
                children: (
                  <MarketLink target={{ page: 'noticeShowings', search: { notice: notice.noticeId } }}>
                    哪块屏什么时候展示过
                  </MarketLink>
                ),
              },
            ]}
          />
        </div>
      )}
    </Drawer>
  )
}
