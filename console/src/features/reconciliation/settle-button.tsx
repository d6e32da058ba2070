import { Button } from 'antd'
import type { ReactNode } from 'react'

export const SettleButton = ({ onClick }: { onClick: () => void }): ReactNode => (
  <Button size="small" onClick={onClick}>
    写明处理
  </Button>
)
