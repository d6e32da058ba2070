import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Button, Card, Descriptions } from 'antd'
import { type ReactNode, useState } from 'react'
import { absent } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { LinkButton, MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { useOverview } from '../today/api.ts'
import { type Stall, useStall } from './api.ts'
import { screenTone } from './model.ts'
import { StallForm } from './stall-form.tsx'

export const StallPage = (): ReactNode => {
  const marketId = useMarketId()
  const { stallId = '' } = useParams({ strict: false }) as { stallId?: string }
  const stall = useStall(marketId, stallId)
  const can = useCan()
  const [editing, setEditing] = useState(false)
  return (
    <>
      <PageHeader
        title={stall.data ? `摊位 ${stall.data.code}` : '摊位'}
        actions={
          <>
            <LinkButton goTo={{ page: 'ledger' }}>返回台账</LinkButton>
            {can.write && stall.data && (
              <Button type="primary" onClick={() => setEditing(true)}>
                修改
              </Button>
            )}
          </>
        }
      />
      <QueryView query={stall}>
        {(data) => (
          <>
            <Details stall={data} />
            <StallForm stall={data} open={editing} onClose={() => setEditing(false)} />
          </>
        )}
      </QueryView>
    </>
  )
}

const Details = ({ stall }: { stall: Stall }): ReactNode => {
  const overview = useOverview(useMarketId())
  const marketCode = overview.data?.market.code
  return (
    <Card>
      <Descriptions
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'zone', label: '分区', children: stall.zoneName ?? '未划分区' },
          {
            key: 'merchant',
            label: '经营户',
            children:
              stall.merchantId === null ? (
                '空摊位'
              ) : (
                <MarketLink target={{ merchantId: stall.merchantId }}>{stall.merchantName}</MarketLink>
              ),
          },
          {
            key: 'area',
            label: '面积',
            children: stall.areaSquareMetres === null ? absent : `${stall.areaSquareMetres} 平方米`,
          },
          {
            key: 'screen',
            label: '摊位屏',
            children: (
              <>
                <StatusTag tone={screenTone[stall.screenState]}>{labels.screenState[stall.screenState]}</StatusTag>{' '}
                {stall.screenState !== 'none' && <AsOf at={stall.screenSeenAt} bare never="从未上线" />}
              </>
            ),
          },
          {
            key: 'code',
            label: '收款码',
            children: stall.paymentCodeVersion === null ? '还没有发放' : `第 ${stall.paymentCodeVersion} 版`,
          },
          {
            key: 'public',
            label: '对外页面',
            children:
              marketCode === undefined ? (
                absent
              ) : (
                <a
                  href={`/screen/stall/${encodeURIComponent(`${marketCode}-${stall.code}`)}`}
                  target="_blank"
                  rel="noreferrer"
                >
                  打开摊位屏
                </a>
              ),
          },
        ]}
      />
    </Card>
  )
}
