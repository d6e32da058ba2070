import { Card, Flex, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useMarketId } from '../../lib/session.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useOverview } from '../today/api.ts'
import { ComplaintTabs } from './complaint-tabs.tsx'

/** The QR code that leads to the complaint page, for the whole market or one stall, to be printed and put up. */
export const ComplaintCodes = (): ReactNode => {
  const overview = useOverview(useMarketId())
  const [stall, setStall] = useState('')
  return (
    <>
      <PageHeader title="投诉码" note="印出来贴在出入口、服务台和摊位：消费者一扫就能投诉、举报，不用登录。" />
      <ComplaintTabs />
      <QueryView query={overview}>
        {({ market }) => {
          const page = `/complain/${encodeURIComponent(market.code)}`
          const query = stall.trim() === '' ? '' : `?stall=${encodeURIComponent(stall.trim())}`
          return (
            <Card>
              <div className="stack">
                <Input
                  allowClear
                  style={{ maxWidth: 320 }}
                  value={stall}
                  maxLength={32}
                  aria-label="摊位号"
                  placeholder="摊位号；整个市场共用的空着"
                  onChange={(event) => setStall(event.target.value)}
                />
                <Flex wrap gap="middle" align="center">
                  <img src={`${page}/qr.svg${query}`} alt="投诉二维码" width={240} height={240} />
                  <div>
                    <div className="headline">扫码投诉、举报</div>
                    <div>{market.name}</div>
                    {stall.trim() !== '' && <div>摊位 {stall.trim()}</div>}
                    <a href={`${page}${query}`} target="_blank" rel="noreferrer">
                      打开投诉页
                    </a>
                  </div>
                </Flex>
              </div>
            </Card>
          )
        }}
      </QueryView>
    </>
  )
}
