import type { ImportKind } from '@smart-market/shared/contracts/imports.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Card } from 'antd'
import type { ReactNode } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { errorText } from '../../lib/errors.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { FileDrop } from '../../ui/file-drop.tsx'
import { useUploadImport } from './api.ts'

interface Props {
  readonly kind: ImportKind
  readonly onUploaded: (importId: string) => void
}

export const UploadStep = ({ kind, onUploaded }: Props): ReactNode => {
  const marketId = useMarketId()
  const upload = useUploadImport(kind)
  const can = useCan()
  if (!can.write) return <Alert type="info" showIcon title="您的账号只能查看，不能导入。" />
  return (
    <Card title={`导入${labels.importKind[kind]}`}>
      <div className="stack">
        {upload.error && <Alert type="error" showIcon title={errorText(upload.error)} />}
        <FileDrop
          accept=".xlsx,.xls,.csv"
          hint="支持 .xlsx、.xls 和 .csv，最大 32 MB。第一行应是列名，列名和顺序不限，下一步再对应。"
          busy={upload.isPending}
          onFile={(file) => upload.mutate(file, { onSuccess: (view) => onUploaded(view.importId) })}
        />
        <div>
          还没有表格？
          <Button
            type="link"
            className="inline-button"
            href={downloadUrl('downloadImportTemplate', { params: { marketId, kind } })}
          >
            下载空白模板
          </Button>
        </div>
        <div className="quiet">上传后先检查，不会马上写入；重复导入同一份文件不会产生重复记录。</div>
      </div>
    </Card>
  )
}
