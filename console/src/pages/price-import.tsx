import type { ReactNode } from 'react'
import { ImportWizard } from '../features/imports/import-wizard.tsx'
import { NoticeTabs } from '../features/notices/notice-tabs.tsx'
import { PageHeader } from '../ui/page-header.tsx'

const PriceImportPage = (): ReactNode => (
  <>
    <PageHeader title="导入行情" />
    <NoticeTabs />
    <ImportWizard kind="guide_price" />
  </>
)
export default PriceImportPage
