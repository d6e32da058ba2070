/** 信息发布 of Zhengzhou's rubric follows what stands: a topic goes stale, is refreshed, is withdrawn. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultTopics, noticeKinds } from '@smart-market/shared/contracts/notices.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

it('loses points when a required notice goes stale, and wins them back when it is refreshed', async () => {
  const market = await makeMarket(app)
  const params = { marketId: market.marketId }
  let operator = market.operator
  const onDay = async (n: number): Promise<void> => {
    app.setNow(new Date(Date.parse('2026-03-02T02:00:00Z') + n * 86_400_000))
    operator = await app.login('market_operator', params)
  }
  const publish = (kind: (typeof noticeKinds)[number]) =>
    operator.createNotice({ params, body: { kind, title: kind, body: '正文', publish: true } })
  const row = async () => {
    const assessment = await operator.getAssessment({ params: { ...params, rubricId: 'zhengzhou-2021' } })
    const found = assessment.criteria.find((criterion) => criterion.id === 'Z4')
    return { low: found?.low ?? -1, lost: (found?.losses ?? []).map((loss) => loss.subject.label) }
  }

  const none = await row()
  for (const kind of noticeKinds) if (defaultTopics[kind].required) await publish(kind)
  const fresh = await row()
  expect(fresh.low).toBeGreaterThan(none.low)
  expect(fresh.lost).not.toContain('今日价格')

  await onDay(2)
  const stale = await row()
  expect(stale.low).toBeLessThan(fresh.low)
  expect(stale.lost).toEqual(expect.arrayContaining(['今日价格', '农残检测']))

  await publish('price')
  const { noticeId } = await publish('quickTest')
  const refreshed = await row()
  expect(refreshed.low).toBe(fresh.low)
  await operator.withdrawNotice({ params: { ...params, noticeId }, body: { reason: '数据有误' } })
  expect((await row()).low).toBeLessThan(fresh.low)
})
