import { useNavigate } from '@tanstack/react-router'
import { Select, Tag } from 'antd'
import type { ReactNode } from 'react'
import type { Market } from '@smart-market/shared/contracts/markets.ts'
import { addressOf } from '../../lib/paths.ts'
import { useChosenRubric } from '../../lib/preferences.ts'
import { useMarketId, useMarkets } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { useAssessment } from '../readiness/api.ts'
import { headline } from '../readiness/model.ts'

const demoTag = { color: '#7c3a00', fontSize: 'inherit' } as const

/** Which market this is and how it stands; the points open 达标. */
export const MarketHeading = ({ market }: { market: Market | undefined }): ReactNode => (
  <div className="grow">
    <div className="shell-market">
      <MarketName market={market} />
      {market?.demo === true && (
        <Tag color="orange" style={demoTag} title="本市场的记录都是样例，不能作为申报材料">
          演示数据
        </Tag>
      )}
    </div>
    <HeaderPoints />
  </div>
)

const MarketName = ({ market }: { market: Market | undefined }): ReactNode => {
  const marketId = useMarketId()
  const markets = useMarkets()
  const navigate = useNavigate()
  const others = markets.data?.items ?? []
  if (others.length < 2) return <strong>{market?.name ?? '…'}</strong>
  return (
    <Select
      variant="borderless"
      className="market-switch"
      aria-label="切换市场"
      value={marketId}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      options={others.map((m) => ({ value: m.marketId, label: m.name }))}
      onChange={(id) => void navigate({ to: addressOf(id, { page: 'today' }).to, search: {} })}
    />
  )
}

const HeaderPoints = (): ReactNode => {
  const marketId = useMarketId()
  const [rubric] = useChosenRubric(marketId)
  const assessment = useAssessment(marketId, rubric)
  if (!assessment.data)
    return <div className="quiet shell-points">{assessment.error ? '得分暂时读不到' : '正在计分…'}</div>
  return (
    <MarketLink target={{ page: 'readiness' }}>
      <span className="shell-points" title={assessment.data.rubricTitle}>
        <span>{assessment.data.documentNumber}</span>
        <span className="score number">{headline(assessment.data)}</span>
        <AsOf at={assessment.data.asOf} />
      </span>
    </MarketLink>
  )
}
