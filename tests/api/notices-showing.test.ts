/** Approval, papers, places, reads and the archive of what was shown when and where. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, type TestMarket } from '../support/market.ts'
import { rowsOfTable } from './orders-shop.ts'

let app: TestApp
let market: TestMarket
let operator: Client<Api>
let staff: Client<Api>
let params: { marketId: string }
beforeAll(async () => {
  app = await startTestApp()
})
beforeEach(async () => {
  app.setNow('2026-03-02T02:00:00Z')
  market = await makeMarket(app)
  operator = market.operator
  params = { marketId: market.marketId }
  staff = await app.login('market_staff', params)
})
afterAll(() => app.close())

const write = (client: Client<Api>, title: string, extra: object = {}) =>
  client.createNotice({ params, body: { kind: 'rule', title, body: '正文', ...extra } })
const at = (noticeId: string) => ({ params: { ...params, noticeId } })
const audit = async (subjectId: string) =>
  (
    await rowsOfTable<{ action: string }>(
      app,
      'select action from audit_log where market_id = $1 and subject_id = $2 order by action',
      [market.marketId, subjectId],
    )
  ).map((row) => row.action)
const events = async () =>
  (
    await rowsOfTable<{ type: string }>(app, 'select type from outbox where market_id = $1 order by position', [
      market.marketId,
    ])
  ).map((row) => row.type)

describe('what staff write', () => {
  it('goes up only when an operator approves it', async () => {
    await expect(write(staff, '制度', { publish: true })).rejects.toMatchObject({
      status: 403,
      code: 'notice.needs_approval',
    })
    const { noticeId } = await write(staff, '制度')
    await expect(staff.publishNotice(at(noticeId))).rejects.toMatchObject({ code: 'access.denied' })
    expect(await staff.submitNotice(at(noticeId))).toMatchObject({ state: 'submitted', submittedBy: 'market_staff-3' })
    await expect(staff.updateNotice({ ...at(noticeId), body: { title: '换了' } })).rejects.toMatchObject({
      code: 'notice.state',
    })
    expect(await operator.publishNotice(at(noticeId))).toMatchObject({
      state: 'published',
      approvedBy: 'market_operator-2',
    })
    expect(await audit(noticeId)).toEqual(['notice.create', 'notice.publish', 'notice.submit'])
    expect(await events()).toContain('notice.submitted')
  })

  it('comes back with a reason, and may be submitted again', async () => {
    const { noticeId } = await write(staff, '制度')
    await staff.submitNotice(at(noticeId))
    expect(await operator.returnNotice({ ...at(noticeId), body: { reason: '缺日期' } })).toMatchObject({
      state: 'draft',
      returnedReason: '缺日期',
    })
    expect(await staff.submitNotice(at(noticeId))).toMatchObject({ state: 'submitted', returnedReason: null })
    expect(await audit(noticeId)).toEqual(['notice.create', 'notice.return', 'notice.submit', 'notice.submit'])
    expect(await events()).toContain('notice.returned')
  })

  it('leaves the schedule when staff change it after an operator put it there', async () => {
    const { noticeId } = await write(staff, '制度')
    await operator.scheduleNotice({ ...at(noticeId), body: { publishOn: '2026-03-05' } })
    expect(await staff.updateNotice({ ...at(noticeId), body: { body: '改过的正文' } })).toMatchObject({
      publishOn: null,
      approvedBy: null,
    })
  })
})

describe('an attachment', () => {
  const pdf = { fileName: '处罚决定.pdf', bytes: new TextEncoder().encode('%PDF-1.4 x') }
  const attach = (noticeId: string, upload: { fileName: string; bytes: Uint8Array } = pdf) =>
    operator.uploadNoticeAttachment({ ...at(noticeId), upload })

  it('is what its first bytes say, belongs to a draft, and is read by all once the notice stands', async () => {
    const { noticeId } = await write(operator, '处罚')
    await expect(
      attach(noticeId, { fileName: '照片.png', bytes: new TextEncoder().encode('<script>') }),
    ).rejects.toMatchObject({ status: 415, code: 'notice_attachment.type' })
    const { attachments } = await attach(noticeId)
    expect(attachments).toMatchObject([{ fileName: '处罚决定.pdf', mediaType: 'application/pdf', size: 10 }])
    const attachmentId = attachments[0]?.attachmentId ?? ''
    const open = { marketCode: market.code, noticeId, attachmentId }
    const anyone = app.as()
    await expect(anyone.getPublicNoticeAttachment({ params: open })).rejects.toMatchObject({ status: 404 })
    await operator.publishNotice(at(noticeId))
    await expect(attach(noticeId)).rejects.toMatchObject({ code: 'notice.state' })
    const bytes: unknown = await anyone.getPublicNoticeAttachment({ params: open })
    expect(Buffer.from(bytes as Uint8Array).toString()).toBe('%PDF-1.4 x')
    const shown = await anyone.getPublicNotice({ params: { marketCode: market.code, noticeId } })
    expect(shown.attachments).toEqual(attachments)
    await operator.withdrawNotice({ ...at(noticeId), body: { reason: '错' } })
    await expect(anyone.getPublicNoticeAttachment({ params: open })).rejects.toMatchObject({ status: 404 })
    expect(await audit(noticeId)).toContain('notice.attach')
    expect(await events()).toContain('notice_attachment.added')
  })

  it('can be taken off a draft, and there are five at most', async () => {
    const { noticeId } = await write(operator, '处罚')
    for (let i = 0; i < 5; i++) await attach(noticeId)
    await expect(attach(noticeId)).rejects.toMatchObject({ code: 'notice_attachment.too_many' })
    const { items } = await operator.listNotices({ params })
    const [first] = items[0]?.attachments ?? []
    const params5 = { ...params, noticeId, attachmentId: first?.attachmentId ?? '' }
    const { attachments } = await operator.removeNoticeAttachment({ params: params5 })
    expect(attachments).toHaveLength(4)
    expect((await audit(noticeId)).filter((action) => action === 'notice.detach')).toHaveLength(1)
    expect(await events()).toContain('notice_attachment.removed')
  })
})

describe('where a notice is shown', () => {
  it('follows its target places', async () => {
    await write(operator, '只在大屏', { publish: true, places: ['wall'] })
    await write(operator, '只在小程序', { publish: true, places: ['mini_program'] })
    await write(operator, '都有', { publish: true })
    const anyone = app.as()
    const wall = await anyone.getWall({ params: { marketCode: market.code } })
    expect(wall.notices.map((notice) => notice.title).sort()).toEqual(['只在大屏', '都有'].sort())
    const home = await anyone.getPublicMarketHome({ params: { marketCode: market.code } })
    expect(home.notices.map((notice) => notice.title).sort()).toEqual(['只在小程序', '都有'].sort())
  })

  it('is counted when it is opened, never by whom', async () => {
    const { noticeId } = await write(operator, '制度', { publish: true })
    const open = { params: { marketCode: market.code, noticeId }, body: { place: 'kiosk' as const } }
    await app.as().countNoticeRead(open)
    await app.as().countNoticeRead(open)
    await app.as().countNoticeRead({ ...open, body: {} })
    expect((await operator.listNotices({ params })).items[0]?.readCount).toBe(3)
    const draft = await write(operator, '草稿')
    await expect(
      app.as().countNoticeRead({ params: { marketCode: market.code, noticeId: draft.noticeId }, body: {} }),
    ).rejects.toMatchObject({ code: 'notice.not_found' })
  })

  it('is on record as spans of time, by the word of the screen that showed it', async () => {
    const { noticeId, title } = await write(operator, '制度', { publish: true })
    const { deviceId } = await operator.registerDevice({
      params,
      body: { code: 'WALL-1', name: '大门大屏', kind: 'wall' },
    })
    const { secret } = await operator.pairDevice({ params: { ...params, deviceId } })
    const screen = app.as(secret)
    const say = (deviceCode = 'WALL-1') =>
      screen.reportNoticeShowings({
        params,
        body: { deviceCode, place: 'wall', noticeIds: [noticeId, 'ntc_none'] },
      })
    await expect(
      app.as().reportNoticeShowings({
        params,
        body: { deviceCode: 'WALL-1', place: 'wall', noticeIds: [noticeId] },
      }),
    ).rejects.toMatchObject({ status: 401 })
    await expect(say('WALL-2')).rejects.toMatchObject({ code: 'device.key_bound' })
    expect(await say()).toMatchObject({ accepted: 1 })
    app.setNow('2026-03-02T02:04:00Z')
    await say()
    app.setNow('2026-03-02T03:00:00Z')
    await say()
    const seen = await operator.listNoticeShowings({ params, query: { noticeId, onDate: '2026-03-02' } })
    expect(seen.items).toEqual([
      {
        noticeId,
        title,
        kind: 'rule',
        deviceCode: 'WALL-1',
        place: 'wall',
        shownFrom: '2026-03-02T03:00:00.000Z',
        shownUntil: '2026-03-02T03:00:00.000Z',
      },
      {
        noticeId,
        title,
        kind: 'rule',
        deviceCode: 'WALL-1',
        place: 'wall',
        shownFrom: '2026-03-02T02:00:00.000Z',
        shownUntil: '2026-03-02T02:04:00.000Z',
      },
    ])
    expect((await operator.listNoticeShowings({ params, query: { onDate: '2026-03-01' } })).total).toBe(0)
  })

  it('is found by title, place and device', async () => {
    const { noticeId } = await write(operator, '退换货制度', { publish: true })
    const { noticeId: other } = await write(operator, '价格公示', { publish: true })
    const show = async (code: string, place: 'wall' | 'kiosk', shown: string) => {
      const { deviceId } = await operator.registerDevice({ params, body: { code, name: code, kind: place } })
      const { secret } = await operator.pairDevice({ params: { ...params, deviceId } })
      await app.as(secret).reportNoticeShowings({ params, body: { deviceCode: code, place, noticeIds: [shown] } })
    }
    await show('WALL-1', 'wall', noticeId)
    await show('KIOSK-1', 'kiosk', other)
    const find = (q: string, who = operator, at = params) => who.listNoticeShowings({ params: at, query: { q } })
    for (const q of ['退换', '大屏', 'wall-']) {
      const { items, total } = await find(q)
      expect([q, total, items.map((one) => one.noticeId)]).toEqual([q, 1, [noticeId]])
    }
    expect((await find('1')).total).toBe(2)
    for (const q of ['%', '_', '没有这样的']) expect([q, (await find(q)).total]).toEqual([q, 0])
    const elsewhere = await makeMarket(app)
    expect((await find('退换', elsewhere.operator, { marketId: elsewhere.marketId })).total).toBe(0)
  })
})
