import { Button, Result } from 'antd'
import type { ReactNode } from 'react'

/** Also met when a new version was installed while the page was open: its old chunks are gone, a reload fetches the new. */
export const PageCrash = (): ReactNode => (
  <Result
    status="error"
    title="页面没有打开"
    subTitle="可能是系统刚刚更新。请刷新页面，仍不行请联系管理人员。"
    extra={
      <Button type="primary" onClick={() => window.location.reload()}>
        刷新页面
      </Button>
    }
  />
)
