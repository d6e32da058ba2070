import { Button, Card, Result } from 'antd'
import type { ReactNode } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import { LinkButton } from '../../ui/market-link.tsx'
import type { Target } from '../../lib/paths.ts'
import { type ImportView, resultText } from './model.ts'
import { RowErrors } from './row-errors.tsx'

/** Kinds that the console shows; the rest have no list here yet. */
const placeOf: Partial<Record<ImportView['kind'], Target>> = {
  ledger: { page: 'ledger' },
  sales: { page: 'sales' },
  foot_traffic: { page: 'footTraffic' },
  guide_price: { page: 'guidePrices' },
  terminal_receipt: { page: 'reconciliation', search: { view: 'terminals' } },
}

export const ImportResult = ({ view, onRestart }: { view: ImportView; onRestart: () => void }): ReactNode => {
  const marketId = useMarketId()
  const rejected = view.result?.rejected ?? 0
  const place = placeOf[view.kind]
  const ok = view.state === 'finished'
  return (
    <div className="stack">
      <Card>
        <Result
          status={ok ? (rejected === 0 ? 'success' : 'warning') : 'error'}
          title={ok ? (rejected === 0 ? '导入完成' : '正确的行已导入') : '没有导入'}
          subTitle={ok ? resultText(view) : (view.failure ?? '导入没有完成，请重新上传。')}
          extra={[
            ...(rejected > 0
              ? [
                  <Button
                    key="rejected"
                    type="primary"
                    href={downloadUrl('downloadRejectedRows', { params: { marketId, importId: view.importId } })}
                  >
                    下载未导入的行
                  </Button>,
                ]
              : []),
            ...(place === undefined
              ? []
              : [
                  <LinkButton key="see" goTo={place} type={rejected > 0 ? 'default' : 'primary'}>
                    查看结果
                  </LinkButton>,
                ]),
            <Button key="again" onClick={onRestart}>
              再导入一个文件
            </Button>,
          ]}
        />
      </Card>
      {view.result && view.result.errors.length > 0 && (
        <Card size="small" title="没有导入的行和原因">
          <RowErrors label="没有导入的行" errors={view.result.errors} />
        </Card>
      )}
    </div>
  )
}
