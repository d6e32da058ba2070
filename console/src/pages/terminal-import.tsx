import type { ReactNode } from 'react'
import { ImportWizard } from '../features/imports/import-wizard.tsx'
import { SalesTabs } from '../features/sales/sales-tabs.tsx'
import { PageHeader } from '../ui/page-header.tsx'

const TerminalImportPage = (): ReactNode => (
  <>
    <PageHeader
      title="导入终端流水"
      note="收单机构给的刷卡机、扫码盒、聚合收款码交易明细。重复导入不会重复记账；完整卡号不保存。"
    />
    <SalesTabs />
    <ImportWizard kind="terminal_receipt" />
  </>
)
export default TerminalImportPage
