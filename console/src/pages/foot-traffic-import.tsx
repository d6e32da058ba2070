import type { ReactNode } from 'react'
import { ImportWizard } from '../features/imports/import-wizard.tsx'
import { InsightTabs } from '../features/insights/insight-tabs.tsx'
import { PageHeader } from '../ui/page-header.tsx'

const FootTrafficImportPage = (): ReactNode => (
  <>
    <PageHeader title="导入客流" />
    <InsightTabs />
    <ImportWizard kind="foot_traffic" />
  </>
)
export default FootTrafficImportPage
