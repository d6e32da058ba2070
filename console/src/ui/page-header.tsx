import { Flex } from 'antd'
import type { ReactNode } from 'react'
import { PageTitle } from './page-title.tsx'

interface Props {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly actions?: ReactNode
}

export const PageHeader = ({ title, note, actions }: Props): ReactNode => (
  <Flex wrap gap="small" align="center" justify="space-between" className="page-header">
    <div>
      <PageTitle className="page-title">{title}</PageTitle>
      {note !== undefined && <div className="quiet">{note}</div>}
    </div>
    {actions !== undefined && (
      <Flex wrap gap="small" className="no-print">
        {actions}
      </Flex>
    )}
  </Flex>
)
