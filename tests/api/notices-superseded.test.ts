/** A newer sheet of a daily series takes the place of the older ones: nobody is asked to read those, and all stay on record. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { businessDate } from '@smart-market/shared/time.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket } from '../support/market.ts'

let app: TestApp
/** Half an hour before midnight in Shanghai, so that days change under way. */
const start = new Date('2026-03-01T15:30:00Z')
const minutes = (n: number): Date => new Date(start.getTime() + n * 60_000)

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

type Kind = 'price' | 'quickTest' | 'law'
const openMarket = async () => {
  app.setNow(start)
  const { marketId, operator } = await makeMarket(app)
  const publish = async (kind: Kind, title: string): Promise<string> => {
    const { noticeId } = await operator.createNotice({
      params: { marketId },
      body: { kind, title, body: '正文', publish: true },
    })
    return noticeId
  }
  const withdraw = (noticeId: string) =>
    operator.withdrawNotice({ params: { marketId, noticeId }, body: { reason: '写错了' } })
  const list = async (superseded?: 'true' | 'false') =>
    operator.listNotices({
      params: { marketId },
      query: { state: 'published', pageSize: 100, ...(superseded === undefined ? {} : { superseded }) },
    })
  return { publish, withdraw, list }
}

describe('a daily sheet', () => {
  it('takes the place of yesterday’s, which stays on record and counts as unread against nobody', async () => {
    const { publish, list } = await openMarket()
    const yesterday = await publish('price', '今日参考价（2026-03-01）')
    app.setNow(minutes(40))
    const today = await publish('price', '今日参考价（2026-03-02）')
    const { items, total } = await list('false')
    expect([items.map(({ noticeId }) => noticeId), total]).toEqual([[today], 1])
    expect((await list()).items.map(({ noticeId, superseded }) => [noticeId, superseded])).toEqual([
      [today, false],
      [yesterday, true],
    ])
  })

  it('counts by the day it is about, so that a late correction of an old day does not hide today’s', async () => {
    const { publish, list } = await openMarket()
    const today = await publish('quickTest', '2026-03-02 快检结果')
    app.setNow(minutes(40))
    await publish('quickTest', '2026-03-01 快检结果')
    expect((await list('false')).items.map(({ noticeId }) => noticeId)).toEqual([today])
  })

  it('comes back when the newer one is withdrawn', async () => {
    const { publish, withdraw, list } = await openMarket()
    const older = await publish('price', '今日参考价')
    app.setNow(minutes(60))
    const newer = await publish('price', '今日参考价')
    expect((await list('true')).items.map(({ noticeId }) => noticeId)).toEqual([older])
    await withdraw(newer)
    expect((await list('false')).items.map(({ noticeId }) => noticeId)).toEqual([older])
  })

  it('leaves notices of other kinds and other sheets alone', async () => {
    const { publish, list } = await openMarket()
    for (const [kind, title] of [
      ['law', '停水通知 2026-03-02'],
      ['law', '停水通知 2026-03-05'],
      ['price', '生猪价格提示'],
      ['price', '今日参考价（2026-03-02）'],
    ] as const)
      await publish(kind, title)
    expect((await list('true')).items).toEqual([])
  })

  it('is one of each series, the newest, whatever was published and withdrawn in whatever order', async () => {
    const titles: readonly (readonly [Kind, (day: number) => string])[] = [
      ['price', (day) => `今日参考价（2026-03-0${day}）`],
      ['price', () => '今日参考价'],
      ['quickTest', (day) => `2026-03-0${day} 快检结果`],
      ['law', (day) => `公告 2026-03-0${day}`],
    ]
    const deed = fc.oneof(
      fc.record({ publish: fc.nat(titles.length - 1), day: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ withdraw: fc.nat(20) }),
    )
    interface Standing {
      readonly noticeId: string
      readonly series: string
      /** Greater is newer; ids break a tie, as they grow. */
      readonly age: string
    }
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 10 }), async (deeds) => {
        const { publish, withdraw, list } = await openMarket()
        let standing: Standing[] = []
        for (const [i, one] of deeds.entries()) {
          app.setNow(minutes(i * 15))
          if ('withdraw' in one) {
            const gone = standing[one.withdraw % Math.max(1, standing.length)]
            if (gone === undefined) continue
            await withdraw(gone.noticeId)
            standing = standing.filter((each) => each !== gone)
            continue
          }
          const [kind, titleOf] = titles[one.publish] ?? ['law', () => '']
          const title = titleOf(one.day)
          const noticeId = await publish(kind, title)
          const day = /\d{4}-\d\d-\d\d/.exec(title)?.[0] ?? businessDate(minutes(i * 15))
          const series = kind === 'law' ? noticeId : `${kind} ${/[一-鿿]+/.exec(title)?.[0]}`
          standing.push({ noticeId, series, age: `${day} ${minutes(i * 15).toISOString()} ${noticeId}` })
        }
        const newest = standing.filter(
          (one) => !standing.some((other) => other.series === one.series && other.age > one.age),
        )
        const ids = (items: readonly { readonly noticeId: string }[]) => items.map(({ noticeId }) => noticeId).sort()
        const current = await list('false')
        expect(ids(current.items)).toEqual(ids(newest))
        expect(current.total).toBe(newest.length)
        expect(ids((await list()).items)).toEqual(ids(standing))
        expect(ids((await list()).items.filter(({ superseded }) => !superseded))).toEqual(ids(newest))
      }),
      { numRuns: 12 },
    )
  })
})
