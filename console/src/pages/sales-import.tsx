import type { ReactNode } from 'react'
import { ImportWizard } from '../features/imports/import-wizard.tsx'
import { SalesTabs } from '../features/sales/sales-tabs.tsx'
import { PageHeader } from '../ui/page-header.tsx'

const SalesImportPage = (): ReactNode => (
  <>
    <PageHeader title="导入交易" />
    <SalesTabs />
    <ImportWizard kind="sales" />
  </>
)
export default SalesImportPage
