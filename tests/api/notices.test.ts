import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { systemCtx, withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import {
  publishScheduledNotices,
  remindOfTopics,
  findPublishedNotice,
  listPublishedNotices,
  listTopicStates,
} from '@smart-market/server/features/notices/index.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

let app: TestApp
let marketId: string
let operator: Client<Api>
const start = new Date('2026-03-02T02:00:00Z')

beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow(start)
  ;({ marketId, operator } = await makeMarket(app))
})
afterAll(() => app.close())

const days = (n: number): Date => new Date(start.getTime() + n * 86_400_000)
const create = (title: string, publish = false, kind: 'price' | 'law' = 'price') =>
  operator.createNotice({ params: { marketId }, body: { kind, title, body: '正文', publish } })
const events = () =>
  withSystemTransaction(app.deps, async (tx) => {
    const rows = await tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(desc(outbox.position))
    return rows.map(({ type, payload }) => ({ type, payload }))
  })
const auditOf = async (subjectId: string): Promise<string[]> => {
  const log = await operator.listAuditLog({ params: { marketId }, query: { pageSize: 200 } })
  return log.items.filter((entry) => entry.subjectId === subjectId).map((entry) => entry.action)
}
const topic = async (asOf: Date, kind = 'price') => {
  const states = await withSystemTransaction(app.deps, (tx) => listTopicStates(tx, marketId, asOf))
  return states.find((state) => state.topic === kind)
}

describe('a notice', () => {
  it('is a draft until it is published, and a record after it was withdrawn', async () => {
    const { noticeId, state, publishedAt } = await create('今日菜价')
    expect([state, publishedAt]).toEqual(['draft', null])
    const params = { marketId, noticeId }
    await operator.updateNotice({ params, body: { title: '今日菜价（改）' } })
    const published = await operator.publishNotice({ params })
    expect(published).toMatchObject({ state: 'published', title: '今日菜价（改）', publishedAt: start.toISOString() })
    expect((await events())[0]).toEqual({
      type: 'notice.published',
      payload: { noticeId, kind: 'price', title: '今日菜价（改）' },
    })
    const withdrawn = await operator.withdrawNotice({ params, body: { reason: '价格有误' } })
    expect(withdrawn).toMatchObject({ state: 'withdrawn', withdrawnReason: '价格有误' })
    expect((await events())[0]).toEqual({
      type: 'notice.withdrawn',
      payload: { noticeId, kind: 'price', reason: '价格有误' },
    })
    expect((await auditOf(noticeId)).sort()).toEqual([
      'notice.create',
      'notice.publish',
      'notice.update',
      'notice.withdraw',
    ])
  })

  it('allows only the step that its state allows, and says which state that is', async () => {
    const draft = { marketId, noticeId: (await create('草稿')).noticeId }
    const published = { marketId, noticeId: (await create('已发布', true)).noticeId }
    const refused = { status: 409, code: 'notice.state' }
    const reason = { reason: '试' }
    await expect(operator.withdrawNotice({ params: draft, body: reason })).rejects.toMatchObject(refused)
    await expect(operator.updateNotice({ params: published, body: { title: 'x' } })).rejects.toMatchObject(refused)
    await expect(operator.publishNotice({ params: published })).rejects.toMatchObject({
      ...refused,
      message: '这条公示现在是「已发布」，不能这样操作。',
    })
    await operator.withdrawNotice({ params: published, body: reason })
    await expect(operator.publishNotice({ params: published })).rejects.toMatchObject(refused)
    await expect(operator.publishNotice({ params: { marketId, noticeId: 'ntc_none' } })).rejects.toMatchObject({
      status: 404,
      code: 'notice.not_found',
    })
  })

  it('shows drafts only to those who write them', async () => {
    await create('草稿')
    const { noticeId } = await create('撤回的', true)
    await operator.withdrawNotice({ params: { marketId, noticeId }, body: { reason: '试' } })
    await create('在公示', true)
    const merchant = await app.login('merchant', { marketId, merchantId: 'mer_anyone' })
    const inspector = await app.login('inspector', { marketId })
    const titles = async (client: Client<Api>, state?: 'draft') => {
      const list = await client.listNotices({ params: { marketId }, query: state ? { state } : {} })
      expect(list.total).toBe(list.items.length)
      return list.items.map((item) => item.title).sort()
    }
    expect(await titles(operator)).toEqual(['在公示', '撤回的', '草稿'].sort())
    expect(await titles(inspector)).toEqual(['在公示', '撤回的'].sort())
    expect(await titles(merchant)).toEqual(['在公示'])
    expect(await titles(merchant, 'draft')).toEqual([])
  })

  it('is found by words of its title or text, wildcards taken as text', async () => {
    await create('白菜 100% 新鲜')
    await create('萝卜')
    const find = async (q: string) =>
      (await operator.listNotices({ params: { marketId }, query: { q } })).items.map((item) => item.title)
    expect(await find('100%')).toEqual(['白菜 100% 新鲜'])
    expect(await find('%')).toEqual(['白菜 100% 新鲜'])
    expect(await find('正文')).toHaveLength(2)
  })

  it('of another market does not exist', async () => {
    const { noticeId } = await create('甲')
    const other = await makeMarket(app)
    const params = { marketId: other.marketId, noticeId }
    await expect(other.operator.publishNotice({ params })).rejects.toMatchObject({ code: 'notice.not_found' })
  })
})

describe('topics', () => {
  it('stand from the first day with defaults that the operator changes', async () => {
    const { items } = await operator.listNoticeTopics({ params: { marketId } })
    expect(items.find((item) => item.kind === 'price')).toEqual({
      kind: 'price',
      required: true,
      cadenceDays: 1,
      publishedCount: 0,
      lastPublishedAt: null,
      ageDays: null,
      stale: true,
    })
    const set = await operator.setNoticeTopic({
      params: { marketId, kind: 'price' },
      body: { required: true, cadenceDays: 3 },
    })
    expect(set).toMatchObject({ kind: 'price', cadenceDays: 3 })
    expect((await events())[0]).toEqual({
      type: 'notice_topic.set',
      payload: { kind: 'price', required: true, cadenceDays: 3 },
    })
    expect(await auditOf('price')).toEqual(['notice_topic.set'])
    const unknown = operator.setNoticeTopic({
      params: { marketId, kind: 'gossip' },
      body: { required: true, cadenceDays: 3 },
    })
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'notice_topic.not_found' })
  })

  it('are fresh or stale as of any moment, by what stood then', async () => {
    const first = await create('第一期', true)
    const onDay = async (n: number): Promise<void> => {
      app.setNow(days(n))
      operator = await app.login('market_operator', { marketId })
    }
    await onDay(3)
    const second = await create('第二期', true)
    await onDay(5)
    await operator.withdrawNotice({ params: { marketId, noticeId: second.noticeId }, body: { reason: '错' } })
    expect(await topic(days(-1))).toMatchObject({ publishedCount: 0, lastPublishedAt: null, ageDays: null })
    expect(await topic(days(1))).toMatchObject({ publishedCount: 1, lastPublishedAt: start, ageDays: 1 })
    expect(await topic(days(4))).toMatchObject({ publishedCount: 2, lastPublishedAt: days(3), ageDays: 1 })
    expect(await topic(days(5))).toMatchObject({ publishedCount: 1, lastPublishedAt: start, ageDays: 5 })
    const published = await withSystemTransaction(app.deps, async (tx) => [
      await listPublishedNotices(tx, marketId, 10),
      await findPublishedNotice(tx, marketId, first.noticeId),
      await findPublishedNotice(tx, marketId, second.noticeId),
    ])
    expect(published).toMatchObject([[{ title: '第一期', publishedAt: start }], { title: '第一期' }, null])
  })
})

describe('a scheduled notice', () => {
  const schedule = (noticeId: string, publishOn: string | null) =>
    operator.scheduleNotice({ params: { marketId, noticeId }, body: { publishOn } })
  const publishDue = () => publishScheduledNotices(systemCtx(app.deps, 'test', marketId))

  it('goes up by itself on its day, once, unless it was taken off', async () => {
    const first = await create('明日菜价')
    const second = await create('后天菜价')
    expect(await schedule(first.noticeId, '2026-03-03')).toMatchObject({ state: 'draft', publishOn: '2026-03-03' })
    expect((await events())[0]).toEqual({
      type: 'notice.scheduled',
      payload: { noticeId: first.noticeId, publishAt: '2026-03-03' },
    })
    await schedule(second.noticeId, '2026-03-03')
    await schedule(second.noticeId, null)
    await expect(schedule(first.noticeId, '2026-03-02')).rejects.toMatchObject({ status: 422, code: 'notice.schedule' })
    expect(await publishDue()).toBe(0)
    app.setNow('2026-03-02T20:30:00Z')
    expect(await publishDue()).toBe(1)
    expect(await publishDue()).toBe(0)
    operator = await app.login('market_operator', { marketId })
    const { items } = await operator.listNotices({ params: { marketId } })
    expect(items.map(({ title, state }) => [title, state]).sort()).toEqual([
      ['后天菜价', 'draft'],
      ['明日菜价', 'published'],
    ])
    await expect(schedule(first.noticeId, '2026-03-09')).rejects.toMatchObject({ code: 'notice.state' })
  })

  it('is asked for once, a day before its topic goes stale', async () => {
    const remind = () => remindOfTopics(systemCtx(app.deps, 'test', marketId))
    await operator.setNoticeTopic({ params: { marketId, kind: 'price' }, body: { required: true, cadenceDays: 3 } })
    await create('今日菜价', true)
    app.setNow(days(2))
    expect(await remind()).toBe(0)
    app.setNow(days(3))
    expect(await remind()).toBe(1)
    expect(await remind()).toBe(0)
    expect((await events())[0]).toEqual({
      type: 'notice_topic.going_stale',
      payload: { kind: 'price', ageDays: 3, cadenceDays: 3 },
    })
    operator = await app.login('market_operator', { marketId })
    expect((await operator.listNoticeReminders({ params: { marketId } })).items).toMatchObject([
      { kind: 'price', staleOn: '2026-03-06' },
    ])
    expect(await auditOf('price')).toContain('notice_topic.remind')
  })
})
