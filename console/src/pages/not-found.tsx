import { Result } from 'antd'
import type { ReactNode } from 'react'

export const NotFoundPage = (): ReactNode => (
  <Result
    status="404"
    title="没有这个页面"
    subTitle="请检查网址，或从左边菜单进入。"
    extra={<a href="/console/">回到首页</a>}
  />
)
