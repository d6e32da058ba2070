import { Flex, Typography } from 'antd'
import type { ReactNode } from 'react'

interface Props {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly actions?: ReactNode
}

export const PageHeader = ({ title, note, actions }: Props): ReactNode => (
  <Flex wrap gap="small" align="center" justify="space-between" className="page-header">
    <div>
      <Typography.Title level={4} style={{ margin: 0 }}>
        {title}
      </Typography.Title>
      {note !== undefined && <div className="quiet">{note}</div>}
    </div>
    {actions !== undefined && (
      <Flex wrap gap="small" className="no-print">
        {actions}
      </Flex>
    )}
  </Flex>
)
