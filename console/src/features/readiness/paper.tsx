/** The score sheet for printing and signing: one line an item, no buttons. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { AssessmentView } from '@smart-market/shared/contracts/assessments.ts'
import type { ReactNode } from 'react'
import { pointsText, rangeText, shareText } from '../../lib/format.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { formatInstant } from '@smart-market/shared/time.ts'
import { Gates } from './gates.tsx'
import { groupCriteria, headline, outcomeText } from './model.ts'

const shownReasons = 5

export const Paper = ({ assessment }: { assessment: AssessmentView }): ReactNode => (
  <article className="paper">
    <PageTitle>{assessment.rubricTitle}</PageTitle>
    <p>
      {assessment.documentNumber} · 版本 {assessment.version}
    </p>
    <p>
      市场名称：<strong>{assessment.marketName}</strong>
      {assessment.demo && '（演示数据，不能作为申报材料）'} · 截至 {formatInstant(new Date(assessment.asOf))} · 覆盖率{' '}
      {shareText(assessment.coverage.met, assessment.coverage.total)}
    </p>
    <p className="paper-total">{headline(assessment)}</p>
    {assessment.criteria.length > 0 && <Scores assessment={assessment} />}
    <Gates assessment={assessment} />
    <p className="paper-sign">
      <span>市场开办者（盖章）：</span>
      <span>日期：</span>
    </p>
  </article>
)

const Scores = ({ assessment }: { assessment: AssessmentView }): ReactNode => (
  <table>
    <thead>
      <tr>
        <th scope="col">测评内容</th>
        <th scope="col">评分项</th>
        <th scope="col">满分</th>
        <th scope="col">得分</th>
        <th scope="col">判定</th>
        <th scope="col">依据</th>
        <th scope="col">失分原因</th>
      </tr>
    </thead>
    {groupCriteria(assessment).map((group) => (
      <tbody key={group.name}>
        <tr>
          <th colSpan={7} scope="rowgroup" className="paper-group">
            {group.name}
            {group.max > 0 && `（${rangeText(group.low, group.high)} / ${pointsText(group.max)} 分）`}
          </th>
        </tr>
        {group.criteria.flatMap((criterion) =>
          criterion.leaves.map((leaf, i) => (
            <tr key={leaf.id}>
              {i === 0 && <td rowSpan={criterion.leaves.length}>{criterion.name}</td>}
              <td>
                {leaf.name}
                {leaf.provenance.mark === 'inf' && '（推断）'}
              </td>
              <td className="number right">{pointsText(leaf.max)}</td>
              <td className="number right">{rangeText(leaf.low, leaf.high)}</td>
              <td className="nowrap">{outcomeText(leaf.outcome)}</td>
              <td className="nowrap">{labels.basis[leaf.basis]}</td>
              <td>
                {leaf.losses.slice(0, shownReasons).map((loss) => (
                  <div key={loss.id}>
                    {loss.subject.label}：{loss.reason}
                  </div>
                ))}
                {leaf.losses.length > shownReasons && <div>……共 {leaf.losses.length} 处</div>}
              </td>
            </tr>
          )),
        )}
      </tbody>
    ))}
  </table>
)
