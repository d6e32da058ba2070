/** How a market's feed stands here: last sequence, gap, fork, what is kept in quarantine. */
import { Card, Descriptions } from 'antd'
import type { ReactNode } from 'react'
import { absent, countText } from '../../lib/format.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { PlatformLink } from '../../ui/platform-link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Reported, useReported } from './api.ts'
import { headText, stateText } from './text.ts'

export const FeedState = ({ marketId }: { marketId: string }): ReactNode => {
  const reported = useReported(marketId)
  return (
    <Card size="small" title="数据流" extra={<PlatformLink target={{ registered: marketId }}>登记和公钥</PlatformLink>}>
      <QueryView query={reported}>{(data) => <Facts reported={data} />}</QueryView>
    </Card>
  )
}

const Facts = ({ reported: { market } }: { reported: Reported }): ReactNode => (
  <Descriptions
    size="small"
    column={1}
    items={[
      {
        key: 'state',
        label: '状态',
        children: <StatusTag tone={stateText[market.state].tone}>{stateText[market.state].text}</StatusTag>,
      },
      {
        key: 'sequence',
        label: '已收到',
        children: `第 ${countText(market.acknowledgedSequence)} 条（市场说有 ${countText(market.claimedSequence)} 条，还差 ${countText(market.lag)} 条）`,
      },
      {
        key: 'gap',
        label: '断点',
        children: market.gapAt === null ? '没有' : `从第 ${countText(market.gapAt)} 条起缺，已请市场从那里补报`,
      },
      {
        key: 'quarantine',
        label: '隔离',
        children:
          market.openQuarantine === 0 ? (
            '没有待处理的'
          ) : (
            <PlatformLink target={{ page: 'quarantine', search: { market: market.marketId } }}>
              待处理 {countText(market.openQuarantine)} 件
            </PlatformLink>
          ),
      },
      {
        key: 'refused',
        label: '拒收',
        children:
          market.refusedCount === 0
            ? '没有'
            : `${countText(market.refusedCount)} 次，最近一次：${market.lastRefusal ?? ''}`,
      },
      {
        key: 'head',
        label: '每日签名',
        children:
          market.lastHead === null ? (
            '还没有'
          ) : (
            <>
              {market.lastHead.businessDate}（到第 {countText(market.lastHead.sequence)} 条）{' '}
              <StatusTag tone={headText[market.lastHead.verdict].tone}>
                {headText[market.lastHead.verdict].text}
              </StatusTag>
            </>
          ),
      },
      {
        key: 'forward',
        label: '转报上级',
        children:
          market.forwardedSequence === null
            ? '本平台不转报'
            : `上级已确认到第 ${countText(market.forwardedSequence)} 条${market.forwardProblem === null ? '' : `；${market.forwardProblem}`}`,
      },
      {
        key: 'hash',
        label: '最后一条的校验值',
        children: <code title={market.headHash}>{market.headHash.slice(0, 16) || absent}…</code>,
      },
      { key: 'event', label: '最后一件事发生于', children: <AsOf at={market.lastEventAt} bare never="从未" /> },
      { key: 'heard', label: '最后收到于', children: <AsOf at={market.lastHeardAt} bare never="从未" /> },
    ]}
  />
)
