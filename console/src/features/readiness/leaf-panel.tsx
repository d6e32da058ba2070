import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Descriptions, Flex, Tag } from 'antd'
import type { ReactNode } from 'react'
import { countText, rangeText, shareText } from '../../lib/format.ts'
import { useCan } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { Points } from '../../ui/points.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { JudgementButton } from './judgement-button.tsx'
import { gapText, type Leaf, nextSteps, recordTarget, outcomeText, outcomeTone } from './model.ts'
import { PageLink } from './page-link.tsx'

interface Props {
  readonly leaf: Leaf
  readonly rubricId: string
  readonly onShowLosses: ((leafId: string) => void) | undefined
}

const shownLosses = 3

/** One scoring item: points, on what they rest, since when, what is unsure, and what would raise them. */
export const LeafPanel = ({ leaf, rubricId, onShowLosses }: Props): ReactNode => {
  const can = useCan()
  return (
    <section className="leaf" aria-label={leaf.name}>
      <Flex wrap gap="small" align="center" justify="space-between">
        <strong>{leaf.name}</strong>
        <Flex wrap gap="small" align="center">
          <Points low={leaf.low} high={leaf.high} max={leaf.max} />
          <StatusTag tone={outcomeTone[leaf.outcome]}>{outcomeText(leaf.outcome)}</StatusTag>
          {leaf.provenance.mark === 'inf' && <Tag color="orange">推断</Tag>}
          {leaf.externalDependency && <Tag>取决于外部平台</Tag>}
        </Flex>
      </Flex>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 4 }}
        items={[
          { key: 'basis', label: '依据', children: labels.basis[leaf.basis] },
          {
            key: 'coverage',
            label: '覆盖',
            children:
              leaf.coverage.total === 0
                ? '没有可统计的对象'
                : `${countText(leaf.coverage.met)} / ${countText(leaf.coverage.total)}（${shareText(leaf.coverage.met, leaf.coverage.total)}）`,
          },
          { key: 'observed', label: '数据时间', children: <AsOf at={leaf.observedAt} bare never="没有数据" /> },
          { key: 'origin', label: '来自', children: leaf.origin || '—' },
        ]}
      />
      <Notes leaf={leaf} />
      <Losses leaf={leaf} onShowLosses={onShowLosses} />
      {can.judge && (leaf.basis === 'judged' || leaf.outcome === 'needs_review') && (
        <JudgementButton leaf={leaf} rubricId={rubricId} />
      )}
    </section>
  )
}

const Notes = ({ leaf }: { leaf: Leaf }): ReactNode => (
  <>
    {leaf.notes.map((note) => (
      <div key={note} className="quiet">
        {note}
      </div>
    ))}
    {leaf.provenance.note !== '' && leaf.provenance.mark !== 'src' && (
      <div className="quiet">
        {leaf.provenance.mark === 'inf' ? '这一格原文看不清，按推断计分：' : '这一格按上下文修补：'}
        {leaf.provenance.note}
      </div>
    )}
    {leaf.readings.length > 0 && (
      <ul className="plain-list">
        {leaf.readings.map((reading) => (
          <li key={reading.id}>
            另一种读法得 {rangeText(reading.low, reading.high)} 分：{reading.why}
          </li>
        ))}
      </ul>
    )}
  </>
)

const Losses = ({ leaf, onShowLosses }: Pick<Props, 'leaf' | 'onShowLosses'>): ReactNode => {
  const steps = nextSteps(leaf)
  if (leaf.losses.length === 0) return null
  return (
    <div className="leaf-losses">
      {leaf.losses.slice(0, shownLosses).map((loss) => {
        const target = recordTarget(loss.subject)
        return (
          <div key={loss.id}>
            {target ? <MarketLink target={target}>{loss.subject.label}</MarketLink> : loss.subject.label}：{loss.reason}{' '}
            <PageLink loss={loss} />
          </div>
        )
      })}
      {steps.length > 0 && (
        <div>
          <strong>怎样改：</strong>
          {steps.slice(0, shownLosses).join('；')}
        </div>
      )}
      {onShowLosses && (
        <Button type="link" size="small" className="inline-button" onClick={() => onShowLosses(leaf.id)}>
          查看全部 {gapText(leaf, leaf.losses.length)}
        </Button>
      )}
    </div>
  )
}
