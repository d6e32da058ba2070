import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { routeCounts } from '@smart-market/server/db/schema/wayfinding.ts'
import { navigationState } from '@smart-market/server/features/wayfinding/index.ts'
import { createNavigator } from '@smart-market/shared/wayfinding/navigator.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { makeMarket, populateMarket, type TestMarket } from '../support/market.ts'

const start = '2026-03-02T02:00:00Z'
const fixture = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../fixtures/maps/${name}`, import.meta.url)))
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A .zip of stored (not packed) files, in a folder as people zip them. */
const zipOf = (files: Record<string, string>): Uint8Array => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [file, text] of Object.entries(files)) {
    const name = Buffer.from(`plan/${file}`)
    const content = Buffer.from(text)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt32LE(crc32(content), 16)
    entry.writeUInt32LE(content.length, 20)
    entry.writeUInt32LE(content.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(offset, 42)
    parts.push(head, name, content)
    directory.push(entry, name)
    offset += 30 + name.length + content.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(directory.length / 2, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...parts, listed, end]))
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(start)
})
afterAll(() => app.close())

const importPlan = (market: TestMarket, fileName: string, bytes: Uint8Array) =>
  market.operator.importFloorPlan({ params: { marketId: market.marketId }, upload: { fileName, bytes } })
const traces = async (marketId: string, subjectId: string) =>
  withSystemTransaction(app.deps, async (tx) => ({
    audit: (
      await tx
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.marketId, marketId), eq(auditLog.subjectId, subjectId)))
        .orderBy(asc(auditLog.auditId))
    )
      .map((row) => row.action)
      .sort(),
    events: (await tx.select().from(outbox).where(eq(outbox.marketId, marketId)).orderBy(asc(outbox.eventId)))
      .filter((row) => (row.payload as { planId?: string }).planId === subjectId)
      .map((row) => row.type)
      .sort(),
  }))

/** A market whose ledger fits the small IMDF hall. */
const hallMarket = async (): Promise<TestMarket> => {
  const market = await makeMarket(app)
  await market.addTrader('A001', { name: '某某蔬菜' })
  await market.addTrader('水-9', { name: '李记水产' })
  for (const code of ['A-003', 'A-007', 'B-001', 'Z-1']) await market.addStall(code)
  return market
}

describe('an IMDF archive', () => {
  it('becomes a draft that lists its violations and knows stalls by code and by name', async () => {
    const market = await hallMarket()
    const plan = await importPlan(market, '示例.json', fixture('small-market.imdf.json'))
    expect(plan).toMatchObject({
      source: 'imdf',
      state: 'draft',
      levelCount: 2,
      placeCount: 24,
      matchedCount: 5,
      stallsWithoutPlace: 1,
      violationCount: 1,
    })
    expect(plan.violations).toEqual([expect.objectContaining({ file: 'occupant.geojson', code: 'reference.dangling' })])
    const matched = plan.places.filter(({ stallCode }) => stallCode !== null)
    const pairs = matched.map(({ ref, name, stallCode, matchedBy }) => `${ref ?? name} ${stallCode} ${matchedBy}`)
    expect(pairs.sort()).toEqual([
      'A-001 A001 code',
      'A-002 水-9 name',
      'A-003 A-003 code',
      'A-007 A-007 code',
      'B-001 B-001 code',
    ])
    expect(plan.places.every(({ reachable }) => reachable)).toBe(true)
    expect(plan.levels[0]?.places[0]?.path).toMatch(/^M[-\d. ]+(L[-\d. ]+)+Z$/)
    expect(await traces(market.marketId, plan.planId)).toEqual({
      audit: ['floor_plan.import'],
      events: ['floor_plan.imported'],
    })
  })

  it('is read from a zip with a folder in it just as well', async () => {
    const market = await hallMarket()
    const bundle = JSON.parse(new TextDecoder().decode(fixture('small-market.imdf.json'))) as Record<string, unknown>
    const files = Object.fromEntries(
      Object.entries(bundle).map(([name, content]) => [
        name === 'manifest' ? 'manifest.json' : name,
        JSON.stringify(content),
      ]),
    )
    expect(await importPlan(market, '示例.zip', zipOf(files))).toMatchObject({ placeCount: 24, violationCount: 1 })
  })

  it('without levels is kept with its violations, and refused at publication', async () => {
    const market = await makeMarket(app)
    const bundle = JSON.stringify({ manifest: { version: '1.0.0', created: '2026-01-01', language: 'zh' } })
    const plan = await importPlan(market, '空.json', encode(bundle))
    expect(plan.violations.map(({ code }) => code)).toContain('level.none')
    const params = { marketId: market.marketId, planId: plan.planId }
    await expect(market.operator.publishFloorPlan({ params })).rejects.toMatchObject({
      status: 422,
      code: 'plan.not_usable',
      message: '这张平面图还不能发布：没有任何楼层。请改好文件后重新导入。',
    })
  })

  it('that is no map at all is refused with what to upload', async () => {
    const market = await makeMarket(app)
    await expect(importPlan(market, '台账.csv', encode('摊位号,名称'))).rejects.toMatchObject({
      code: 'plan.unreadable',
    })
    await expect(importPlan(market, '坏.zip', encode('PK\x03\x04 cut off'))).rejects.toMatchObject({
      code: 'file.unreadable',
    })
  })
})

describe('an OSM indoor map', () => {
  it('becomes a plan that names its source', async () => {
    const market = await makeMarket(app)
    const plan = await importPlan(market, 'wing.geojson', fixture('grand-place-wing.geojson'))
    expect(plan).toMatchObject({ source: 'osm', attribution: expect.stringContaining('OpenStreetMap') })
    expect(plan.placeCount).toBeGreaterThan(25)
  })
})

describe('matching by hand', () => {
  it('sets, moves and clears a stall of a place, and never two places for one stall', async () => {
    const market = await hallMarket()
    const { planId, places } = await importPlan(market, '示例.json', fixture('small-market.imdf.json'))
    const params = (index: number) => ({ marketId: market.marketId, planId, placeId: places[index]?.placeId ?? '' })
    const free = places.findIndex(({ stallId }) => stallId === null)
    const held = places.findIndex(({ stallCode }) => stallCode === 'A-003')
    const set = (index: number, stallCode: string | null) =>
      market.operator.setPlaceStall({ params: params(index), body: { stallCode } })
    expect(await set(free, 'Z-1')).toMatchObject({ matchedCount: 6, stallsWithoutPlace: 0 })
    await expect(set(held, 'Z-1')).rejects.toMatchObject({ status: 409, code: 'plan.stall_taken' })
    await expect(set(free, 'Q-1')).rejects.toMatchObject({ code: 'stall.not_found' })
    expect(await set(free, null)).toMatchObject({ matchedCount: 5 })
    await expect(
      market.operator.setPlaceStall({ params: { ...params(0), placeId: 'nowhere' }, body: { stallCode: null } }),
    ).rejects.toMatchObject({ code: 'plan.place_not_found' })
    const { audit, events } = await traces(market.marketId, planId)
    expect(audit).toEqual(['floor_plan.import', 'floor_plan.match', 'floor_plan.match'])
    expect(events).toEqual(['floor_plan.imported', 'floor_plan.matched', 'floor_plan.matched'])
  })

  it('is not undone when codes are matched again', async () => {
    const market = await hallMarket()
    const { planId, places } = await importPlan(market, '示例.json', fixture('small-market.imdf.json'))
    const index = places.findIndex(({ stallCode }) => stallCode === 'A-003')
    const placeId = places[index]?.placeId ?? ''
    const params = { marketId: market.marketId, planId }
    await market.operator.setPlaceStall({ params: { ...params, placeId }, body: { stallCode: 'Z-1' } })
    await market.addStall('A-004')
    expect(await market.operator.matchFloorPlan({ params })).toMatchObject({ matchedCount: 6 })
    const after = await market.operator.getFloorPlan({ params })
    expect(after.places[index]).toMatchObject({ stallCode: 'Z-1', matchedBy: 'hand' })
  })
})

describe('publication', () => {
  it('is the operator’s, replaces the plan before, and can be taken back', async () => {
    const market = await hallMarket()
    const { marketId, code: marketCode, operator } = market
    const none = app.as().getPublicPlan({ params: { marketCode } })
    await expect(none).rejects.toMatchObject({ status: 404, code: 'plan.none_published' })
    const first = await importPlan(market, '一.json', fixture('small-market.imdf.json'))
    const second = await operator.drawSchematicPlan({ params: { marketId } })
    const staff = await app.login('market_staff', { marketId })
    await expect(staff.publishFloorPlan({ params: { marketId, planId: first.planId } })).rejects.toMatchObject({
      code: 'access.denied',
    })
    expect(await operator.publishFloorPlan({ params: { marketId, planId: first.planId } })).toMatchObject({
      state: 'published',
      publishedAt: new Date(start).toISOString(),
    })
    expect(await operator.publishFloorPlan({ params: { marketId, planId: second.planId } })).toMatchObject({
      state: 'published',
    })
    const { items } = await operator.listFloorPlans({ params: { marketId } })
    expect(items.map(({ state }) => state).sort()).toEqual(['published', 'withdrawn'])
    await expect(operator.publishFloorPlan({ params: { marketId, planId: first.planId } })).rejects.toMatchObject({
      status: 409,
      code: 'plan.state',
    })
    expect(await app.as().getPublicPlan({ params: { marketCode } })).toMatchObject({
      planId: second.planId,
      schematic: true,
    })
    await operator.withdrawFloorPlan({ params: { marketId, planId: second.planId } })
    await expect(app.as().getPublicPlan({ params: { marketCode } })).rejects.toMatchObject({
      code: 'plan.none_published',
    })
    expect((await traces(marketId, second.planId)).audit).toEqual([
      'floor_plan.import',
      'floor_plan.publish',
      'floor_plan.withdraw',
    ])
    expect((await traces(marketId, second.planId)).events).toEqual([
      'floor_plan.imported',
      'floor_plan.published',
      'floor_plan.withdrawn',
    ])
  })
})

describe('the way', () => {
  let market: TestMarket
  let ask: (
    body: Parameters<ReturnType<typeof app.as>['findRoute']>[0]['body'],
  ) => ReturnType<ReturnType<typeof app.as>['findRoute']>
  beforeAll(async () => {
    market = await hallMarket()
    const { marketId, code: marketCode, operator } = market
    const { planId } = await importPlan(market, '示例.json', fixture('small-market.imdf.json'))
    await operator.publishFloorPlan({ params: { marketId, planId } })
    ask = (body) => app.as().findRoute({ params: { marketCode }, body })
  })

  it('from a scanned stall to another is a line on the map and steps in Chinese', async () => {
    const answer = await ask({ from: { stallCode: 'A001' }, stallCodes: ['A-007'] })
    expect(answer).toMatchObject({ schematic: false, unreachable: [], exact: true })
    expect(answer.metres).toBeGreaterThan(40)
    expect(answer.legs[0]?.lines[0]?.path).toMatch(/^M/)
    const words = answer.legs[0]?.steps.map(({ text }) => text) ?? []
    expect(words[0]).toMatch(/^从 A001 出发，直走 \d+ 米，/)
    expect(words.at(-1)).toMatch(/到达 A-007/)
  })

  it('begins at the main entrance when nobody says where', async () => {
    const answer = await ask({ stallCodes: ['A-007'] })
    expect(answer.legs[0]?.steps[0]?.text).toMatch(/^从 南门 出发/)
  })

  it('without steps goes by the lift', async () => {
    const by = async (stepFree: boolean) =>
      (await ask({ from: { stallCode: 'A001' }, stallCodes: ['B-001'], stepFree })).legs[0]?.steps
        .map(({ text }) => text)
        .join()
    expect(await by(false)).toContain('走 东楼梯到 二层')
    expect(await by(true)).toContain('乘电梯到 二层')
  })

  it('leads to the nearest of several, and past all of them in a short order', async () => {
    const stallCodes = ['B-001', 'A-007', 'A-003', '水-9']
    const nearest = await ask({ from: { stallCode: 'A001' }, mode: 'nearest', stallCodes })
    expect(nearest.legs.map(({ stallCode }) => stallCode)).toEqual(['水-9'])
    const tour = await ask({ from: { stallCode: 'A001' }, mode: 'tour', stallCodes: [...stallCodes, 'Z-1'] })
    expect(tour.legs.map(({ stallCode }) => stallCode).slice(0, 2)).toEqual(['水-9', 'A-003'])
    expect(tour.legs).toHaveLength(4)
    expect(tour.unreachable).toEqual(['Z-1'])
  })

  it('from nowhere or to nowhere is refused with what to do', async () => {
    await expect(ask({ from: { stallCode: 'Q-9' }, stallCodes: ['A-007'] })).rejects.toMatchObject({
      code: 'route.no_start',
    })
    await expect(ask({ stallCodes: ['Z-1'] })).rejects.toMatchObject({
      status: 422,
      code: 'route.not_found',
      message: '平面图上没有到「Z-1」的路。请到服务台询问，或换一个摊位。',
    })
    await expect(ask({ stallCodes: [] })).rejects.toMatchObject({ code: 'request.invalid' })
  })

  it('is the same on the phone, which computes it from the published geometry', async () => {
    const { plan, stallCodes } = await app.as().getPublicPlanGeometry({ params: { marketCode: market.code } })
    const placeOf = (code: string) => ({ placeId: Object.entries(stallCodes).find(([, c]) => c === code)?.[0] ?? '' })
    const onPhone = createNavigator(plan).route(placeOf('A001'), placeOf('A-007'))
    const onServer = await ask({ from: { stallCode: 'A001' }, stallCodes: ['A-007'] })
    expect(onServer.metres).toBeCloseTo(onPhone?.metres ?? 0, 1)
  })

  it('follows a stall that was matched to another place a moment ago', async () => {
    const { marketId } = market
    const [plan] = (await market.operator.listFloorPlans({ params: { marketId } })).items
    const params = { marketId, planId: plan?.planId ?? '' }
    const { places } = await market.operator.getFloorPlan({ params })
    const free = places.find(({ stallId, levelId }) => stallId === null && levelId === places[0]?.levelId)
    await market.operator.setPlaceStall({
      params: { ...params, placeId: free?.placeId ?? '' },
      body: { stallCode: 'Z-1' },
    })
    expect((await ask({ stallCodes: ['Z-1'] })).legs).toHaveLength(1)
  })

  it('is counted by day, and nothing else of it is kept', async () => {
    const countOf = async () => {
      const [row] = await withSystemTransaction(app.deps, (tx) =>
        tx.select().from(routeCounts).where(eq(routeCounts.marketId, market.marketId)),
      )
      return row
    }
    const before = await countOf()
    expect(Object.keys(before ?? {}).sort()).toEqual([
      'answered',
      'businessDate',
      'lastAnsweredAt',
      'marketId',
      'unanswered',
    ])
    await Promise.all([ask({ stallCodes: ['A-007'] }), ask({ stallCodes: ['A-003'] })])
    await expect(ask({ from: { stallCode: 'Q-9' }, stallCodes: ['A-007'] })).rejects.toMatchObject({
      code: 'route.no_start',
    })
    expect(await countOf()).toMatchObject({
      answered: (before?.answered ?? 0) + 2,
      unanswered: (before?.unanswered ?? 0) + 1,
    })
  })
})

describe('evidence of wayfinding', () => {
  const at = (days: number): Date => new Date(Date.parse(start) + days * 86_400_000)

  it('tells as of any moment whether a plan was public and how many routes were given in thirty days', async () => {
    const market = await hallMarket()
    const { marketId, code: marketCode } = market
    const state = (asOf: Date) => withSystemTransaction(app.deps, (tx) => navigationState(tx, marketId, asOf))
    expect(await state(at(0))).toEqual({
      firstPlanAt: null,
      publishedAt: null,
      routesAnswered30d: null,
      lastRouteAt: null,
    })
    app.setNow(at(1))
    // A session does not last a day.
    const operator = await app.login('market_operator', { marketId })
    const { planId } = await importPlan({ ...market, operator }, '示例.json', fixture('small-market.imdf.json'))
    app.setNow(at(1.3))
    await operator.publishFloorPlan({ params: { marketId, planId } })
    for (const day of [3, 3, 20]) {
      app.setNow(at(day))
      await app.as().findRoute({ params: { marketCode }, body: { stallCodes: ['A-007'] } })
    }
    app.setNow(at(40))
    const held = await app.login('market_operator', { marketId })
    await held.withdrawFloorPlan({ params: { marketId, planId } })
    expect(await state(at(1.1))).toMatchObject({ firstPlanAt: at(1), publishedAt: null, routesAnswered30d: null })
    expect(await state(at(21))).toMatchObject({ publishedAt: at(1.3), routesAnswered30d: 3, lastRouteAt: at(20) })
    expect(await state(at(35))).toMatchObject({ publishedAt: at(1.3), routesAnswered30d: 1 })
    expect(await state(at(41))).toMatchObject({ publishedAt: null, routesAnswered30d: 1 })
    app.setNow(start)
  })
})

describe('a market of 800 stalls', () => {
  it('gets a schematic plan labelled so, and an answer for each of them', async () => {
    const market = await makeMarket(app)
    const { marketId, code: marketCode, operator } = market
    await populateMarket(app, market, { merchants: 800 })
    const drawn = await operator.drawSchematicPlan({ params: { marketId } })
    expect(drawn).toMatchObject({ source: 'schematic', schematic: true, matchedCount: 800, stallsWithoutPlace: 0 })
    await operator.publishFloorPlan({ params: { marketId, planId: drawn.planId } })
    const ask = (to: string) =>
      app.as().findRoute({ params: { marketCode }, body: { from: { stallCode: 'A-001' }, stallCodes: [to] } })
    expect((await ask('A-800')).schematic).toBe(true)
    for (const to of ['A-799', 'A-400', 'A-123', 'A-650', 'A-777'])
      expect((await ask(to)).legs).toMatchObject([{ stallCode: to }])
  })
})
