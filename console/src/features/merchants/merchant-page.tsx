import { labels } from '@smart-market/shared/text/zh.ts'
import { useParams } from '@tanstack/react-router'
import { Button, Card, Descriptions } from 'antd'
import { type ReactNode, useState } from 'react'
import { absent } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { type Merchant, useMerchant } from './api.ts'
import { LicenceCard } from './licence-card.tsx'
import { MerchantForm } from './merchant-form.tsx'
import { StaffCard } from './staff-card.tsx'
import { TenancyCard } from './tenancy-card.tsx'

/** Everything the market keeps of one merchant, each part mended where it stands. */
export const MerchantPage = (): ReactNode => {
  const { merchantId = '' } = useParams({ strict: false }) as { merchantId?: string }
  const merchant = useMerchant(useMarketId(), merchantId)
  const can = useCan()
  const [editing, setEditing] = useState(false)
  return (
    <>
      <PageHeader
        title={merchant.data?.name ?? '经营户'}
        actions={
          <>
            <LinkButton goTo={{ page: 'merchants' }}>返回经营户</LinkButton>
            {can.write && merchant.data && (
              <Button type="primary" onClick={() => setEditing(true)}>
                修改资料
              </Button>
            )}
          </>
        }
      />
      <QueryView query={merchant}>
        {(data) => (
          <div className="stack">
            <Profile merchant={data} />
            <TenancyCard merchant={data} />
            <LicenceCard merchant={data} />
            <StaffCard merchant={data} />
            <MerchantForm merchant={data} open={editing} onClose={() => setEditing(false)} />
          </div>
        )}
      </QueryView>
    </>
  )
}

const Profile = ({ merchant: m }: { merchant: Merchant }): ReactNode => (
  <Card title="基本资料" size="small">
    <Descriptions
      column={{ xs: 1, md: 2 }}
      items={[
        { key: 'kind', label: '类型', children: labels.merchantKind[m.kind] },
        { key: 'credit', label: '统一社会信用代码', children: m.creditCode ?? absent },
        { key: 'principal', label: '负责人', children: m.principalName ?? absent },
        { key: 'resident', label: '身份证号', children: m.principalResidentIdMasked ?? absent },
        { key: 'phone', label: '电话', children: m.phone ?? absent },
        {
          key: 'grade',
          label: '信用等级',
          children: m.creditGrade === null ? '未评级' : labels.creditGrade[m.creditGrade],
        },
        { key: 'ready', label: '直接入口食品', children: m.sellsReadyToEat ? '销售' : '不销售' },
        { key: 'scope', label: '经营范围', children: m.goodsScope ?? absent },
      ]}
    />
  </Card>
)
