import { labels } from '@smart-market/shared/text/zh.ts'
import { Card, Radio, Space } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useCan } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type Evaluation, type PaperKind, useAddPaper, useRemovePaper } from './api.ts'

const sizeText = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.ceil(bytes / 1024)} KB`

/** 申报材料: licences, the sealed report, and what else belongs to it. */
export const PapersCard = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const can = useCan()
  const [kind, setKind] = useState<PaperKind>('licence')
  const add = useAddPaper(e.evaluationId)
  const remove = useRemovePaper(e.evaluationId)
  const isOpen = can.operate && (e.state === 'draft' || e.state === 'returned')
  const params = { marketId: e.marketId, evaluationId: e.evaluationId }
  return (
    <Card size="small" title="申报材料">
      <DataTable
        label="申报材料"
        rows={e.papers}
        rowKey={(paper) => paper.paperId}
        emptyText="还没有上传材料。至少要有市场相关证照。"
        columns={[
          {
            key: 'name',
            title: '文件',
            card: 'heading',
            render: (paper) => (
              <a href={downloadUrl('getEvaluationPaper', { params: { ...params, paperId: paper.paperId } })} download>
                {paper.fileName}
              </a>
            ),
          },
          { key: 'kind', title: '种类', render: (paper) => labels.evaluationPaperKind[paper.kind] },
          { key: 'size', title: '大小', numeric: true, render: (paper) => sizeText(paper.size) },
          { key: 'at', title: '上传', render: (paper) => <AsOf at={paper.uploadedAt} bare /> },
          ...(isOpen
            ? [
                {
                  key: 'do',
                  title: '操作',
                  card: 'actions' as const,
                  render: (paper: Evaluation['papers'][number]) => (
                    <ConfirmButton
                      title={`撤下「${paper.fileName}」？`}
                      okText="撤下"
                      onConfirm={() => remove.mutateAsync(paper.paperId)}
                      button={{ size: 'small', children: '撤下' }}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {isOpen && (
        <Space orientation="vertical" style={{ width: '100%', marginTop: 12 }}>
          <Radio.Group
            aria-label="材料种类"
            value={kind}
            onChange={(event) => setKind(event.target.value as PaperKind)}
            options={optionsOf(labels.evaluationPaperKind)}
          />
          <FileDrop
            accept=".pdf,.png,.jpg,.jpeg"
            hint="PDF、PNG、JPEG，每个最大 10 MB。"
            busy={add.isPending}
            onFile={(file) => add.mutate({ kind, file })}
          />
        </Space>
      )}
    </Card>
  )
}
