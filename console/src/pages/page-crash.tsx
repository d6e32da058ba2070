import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Button, Result } from 'antd'
import { type ReactNode, useEffect } from 'react'
import type { TellTrouble } from '../lib/trouble.ts'

/** Also met when a new version was installed while the page was open: its old chunks are gone, a reload fetches the new. */
export const createPageCrash = (tell: TellTrouble) =>
  function PageCrash({ error }: ErrorComponentProps): ReactNode {
    const router = useRouter()
    useEffect(() => {
      // The route and not the address: whose record was looked at is nobody's business.
      tell(router.state.matches.at(-1)?.fullPath ?? '', error)
    }, [router, error])
    return (
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
  }
