import type { ReactNode } from 'react'
import { ImportWizard } from '../features/imports/import-wizard.tsx'
import { LedgerTabs } from '../features/ledger/ledger-tabs.tsx'
import { PageHeader } from '../ui/page-header.tsx'

const LedgerImportPage = (): ReactNode => (
  <>
    <PageHeader title="导入台账" />
    <LedgerTabs />
    <ImportWizard kind="ledger" />
  </>
)
export default LedgerImportPage
