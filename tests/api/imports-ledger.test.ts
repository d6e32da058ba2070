import { readFileSync } from 'node:fs'
import { withSystemTransaction } from '@smart-market/server/context.ts'
import { importFile } from '@smart-market/server/features/imports/index.ts'
import { listAllMarkets } from '@smart-market/server/features/markets/index.ts'
import { auditLog } from '@smart-market/server/db/schema/identity.ts'
import { outbox } from '@smart-market/server/db/schema/feed.ts'
import { and, eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { creditCodeOf, makeMarket, type TestMarket } from '../support/market.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp('2026-03-02T02:00:00Z')
})
afterAll(() => app.close())

const run = (
  market: Pick<TestMarket, 'marketId'> | 'by-column',
  text: string | Uint8Array,
  more: { mode?: 'all_or_nothing' | 'good_rows'; mapping?: Record<string, string> } = {},
) =>
  importFile(app.deps, {
    kind: 'ledger',
    market: market === 'by-column' ? market : market.marketId,
    fileName: '台账.csv',
    bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
    mode: 'good_rows',
    actorName: 'test',
    ...more,
  })
const counts = ({ created, updated, unchanged, rejected }: Awaited<ReturnType<typeof run>>) => [
  created,
  updated,
  unchanged,
  rejected,
]
const ledgerOf = async (market: TestMarket) =>
  (await market.operator.listLedger({ params: { marketId: market.marketId } })).items
const merchantOf = async (market: TestMarket, stallCode: string) => {
  const row = (await ledgerOf(market)).find((item) => item.stallCode === stallCode)
  return market.operator.getMerchant({ params: { marketId: market.marketId, merchantId: row?.merchantId ?? '' } })
}
const [codeA, codeB, codeC] = [creditCodeOf(101), creditCodeOf(102), creditCodeOf(103)]
const residentId = '11010519491231002X'

describe('a ledger row', () => {
  it('becomes zone, stall, merchant, tenancy, licences, staff and health certificate', async () => {
    const market = await makeMarket(app)
    const result = await run(
      market,
      [
        '摊位号,分区,经营户名称,统一社会信用代码,负责人,身份证号,手机号,经营品种,信用等级,直接入口食品,入驻日期,营业执照编号,营业执照有效期至,食品经营许可证编号,食品经营许可证有效期,从业人员姓名,健康证编号,健康证有效期至',
        `A-1,熟食区,张记熟食,${codeA},张三,${residentId},138-0000-0001,卤肉,A级,是,2025年3月1日,${codeA},长期,JY24101050000001,2022/5/1至2027/4/30,李小红,JK2026001,2026.12.31`,
      ].join('\n'),
    )
    expect(result.errors).toEqual([])
    expect(result.warnings).toEqual([])
    expect(counts(result)).toEqual([1, 0, 0, 0])
    expect(await ledgerOf(market)).toMatchObject([
      { stallCode: 'A-1', zoneName: '熟食区', merchantName: '张记熟食', tenancyFrom: '2025-03-01', creditGrade: 'A' },
    ])
    const merchant = await merchantOf(market, 'A-1')
    expect(merchant).toMatchObject({
      kind: 'person',
      creditCode: codeA,
      principalName: '张三',
      principalResidentIdMasked: '110105**********2X',
      phone: '138-0000-0001',
      sellsReadyToEat: true,
      tenancies: [{ stallCode: 'A-1', from: '2025-03-01', to: null }],
      licences: [
        { kind: 'business', number: codeA, validTo: null },
        { kind: 'food', number: 'JY24101050000001', validFrom: '2022-05-01', validTo: '2027-04-30', expired: false },
      ],
      staffMembers: [
        { name: '李小红', requiresHealthCertificate: true, healthCertificates: [{ validTo: '2026-12-31' }] },
      ],
    })
    const events = await withSystemTransaction(app.deps, (tx) =>
      tx.select({ type: outbox.type }).from(outbox).where(eq(outbox.marketId, market.marketId)),
    )
    expect(events.filter((event) => event.type === 'ledger.imported')).toHaveLength(1)
    const audit = await withSystemTransaction(app.deps, (tx) =>
      tx
        .select({ summary: auditLog.summary })
        .from(auditLog)
        .where(and(eq(auditLog.marketId, market.marketId), like(auditLog.action, 'ledger.%'))),
    )
    expect(audit).toEqual([{ summary: '从文件导入台账：新增 1 个摊位，更新 0 个' }])
  })

  const head =
    '摊位号,经营户,统一社会信用代码,身份证号,电话,信用等级,入驻日期,退出日期,食品经营许可证编号,食品经营许可证有效期,从业人员,健康证编号,健康证有效期'
  it.each([
    ['no stall code', ',张记', '摊位号', '', '请填写摊位号'],
    [
      'a stall code with other signs',
      'A（1）号*,张记',
      '摊位号',
      'A(1)号*',
      '摊位号只能用文字、数字和 - # / .，最多 32 个字',
    ],
    [
      'a name that is too long',
      `A-1,${'张'.repeat(81)}`,
      '经营户',
      `${'张'.repeat(40)}…`,
      '最多 80 个字，现在有 81 个',
    ],
    ['a wrong check digit', 'A-1,张记,92410105MA0000101X', '统一社会信用代码', '92410105MA0000101X', '校验位不对'],
    ['a code of other length', 'A-1,张记,410105', '统一社会信用代码', '410105', '应为 18 位，现在是 6 位'],
    ['a wrong ID number', 'A-1,张记,,110105194912310021', '身份证号', '110105**********21', '校验位或出生日期不对'],
    ['a phone without digits', 'A-1,张记,,,无号码', '电话', '无号码', '电话只能是 7 到 20 位数字'],
    ['an unknown grade', 'A-1,张记,,,,E', '信用等级', 'E', '信用等级应为 A、B、C 或 D'],
    ['a day that never was', 'A-1,张记,,,,,2月30日', '入驻日期', '2月30日', '日期应写成'],
    ['the 30th of February', 'A-1,张记,,,,,2026年2月30日', '入驻日期', '2026年2月30日', '没有这一天'],
    ['an end before the start', 'A-1,张记,,,,,2026-01-01,2026-01-01', '退出日期', '2026-01-01', '必须晚于入驻日期'],
    ['an end without a number', 'A-1,张记,,,,,,,,2027-01-01', '食品经营许可证编号', '', '填了有效期但没有编号'],
    ['a certificate without a person', 'A-1,张记,,,,,,,,,,JK1,2027-01-01', '从业人员', '', '填了健康证但没有姓名'],
    ['a certificate without an end', 'A-1,张记,,,,,,,,,李,JK1', '健康证有效期', '', '请填写健康证有效期至'],
    ['a code without a name', `A-1,,${codeA}`, '经营户', '', '没有经营户名称'],
  ])('with %s is rejected with its place and reason', async (_, line, column, value, reason) => {
    const market = await makeMarket(app)
    const result = await run(market, `${head}\n${line}`)
    expect(result.errors).toEqual([{ row: 2, column, value, reason: expect.stringContaining(reason) }])
    expect(counts(result)).toEqual([0, 0, 0, 1])
    expect(await ledgerOf(market)).toEqual([])
  })

  it('that contradicts another row is rejected with the other row’s number', async () => {
    const market = await makeMarket(app)
    const result = await run(
      market,
      `摊位号,经营户,统一社会信用代码\nA-1,张记,${codeA}\na-1,李记,\nA-2,王记,${codeB}\nA-3,赵记,${codeB}\nA-4,同名,${codeA.slice(0, 17)}?\nA-5,好摊,${codeC}`,
    )
    expect(result.errors.map(({ row, column, reason }) => [row, column, reason])).toEqual([
      [2, '摊位号', '摊位号与第 3 行重复，请改成不同的摊位号或只留一行'],
      [3, '摊位号', '摊位号与第 2 行重复，请改成不同的摊位号或只留一行'],
      [4, '统一社会信用代码', '与第 5 行代码相同，但那一行的经营户是「赵记」'],
      [5, '统一社会信用代码', '与第 4 行代码相同，但那一行的经营户是「王记」'],
      [6, '统一社会信用代码', '统一社会信用代码的校验位不对，请核对 18 位代码'],
    ])
    expect((await ledgerOf(market)).map((row) => row.stallCode)).toEqual(['A-5'])
  })

  it('that contradicts the ledger is rejected: a stall let to another, a code of another', async () => {
    const market = await makeMarket(app)
    await market.addTrader('A-1', { name: '张记', creditCode: codeA }, '2026-01-01')
    await market.addTrader('A-2', { name: '李记' }, '2025-01-01', '2026-01-01')
    const result = await run(
      market,
      `摊位号,经营户,信用代码,入驻日期\nA-1,王记,,2026-02-01\nA-2,王记,,2025-12-31\nA-3,陈记,${codeA},`,
    )
    expect(result.errors.map(({ row, reason }) => [row, reason])).toEqual([
      [2, '摊位在 2026-01-01 至 今后 已由「张记」入驻，日期不能重叠；如果已换人，请先办理退出'],
      [3, '摊位在 2025-01-01 至 2026-01-01 已由「李记」入驻，日期不能重叠；如果已换人，请先办理退出'],
      [4, '这个代码已登记在经营户「张记」名下；如果是改了名，请先到台账里修改经营户名称'],
    ])
    expect(counts(await run(market, '摊位号,经营户,入驻日期\nA-2,王记,2026-01-01'))).toEqual([0, 1, 0, 0])
  })

  it('with something worth a look is written with a warning', async () => {
    const market = await makeMarket(app)
    await market.addTrader('A-3', { name: '在摊' }, '2026-01-01')
    const result = await run(
      market,
      '摊位号,经营户,电话,入驻日期,营业执照编号,营业执照有效期\nA-1,张记,13800000001/13900000002,,410105,2026-03-01\nA-2,无,,,,\nA-3,,,,,',
    )
    expect(result.warnings.map(({ row, column, reason }) => [row, column, reason])).toEqual([
      [2, '营业执照有效期', '营业执照已于 2026-03-01 到期'],
      [2, '电话', '有 2 个电话，只登记第一个 13800000001'],
      [2, '入驻日期', '没有入驻日期，按导入当天 2026-03-02 登记'],
      [3, '经营户', '「无」不是名称，摊位按空置登记'],
      [4, '经营户', '没有经营户名称，摊位按空置登记'],
      [4, '经营户', '台账里「在摊」还在这个摊位，入驻记录没有改动；如果已离场，请办理退出'],
    ])
    expect(counts(result)).toEqual([2, 0, 1, 0])
  })
})

describe('merchants', () => {
  it('are one over several rows: by code, or by name where there is no code', async () => {
    const market = await makeMarket(app)
    const text = `摊位号,经营户,信用代码,经营品种,电话\nA-1,张记 蔬菜,${codeA},叶菜,13800000001\nA-2,张记蔬菜,,根茎,13800000009\nB-1,李记,,鱼,\nB-2,李记,,鱼,`
    const result = await run(market, text)
    expect(counts(result)).toEqual([4, 0, 0, 0])
    const zhang = await merchantOf(market, 'A-2')
    expect(zhang).toMatchObject({ name: '张记 蔬菜', goodsScope: '叶菜、根茎', phone: '13800000001' })
    expect(zhang.tenancies.map((tenancy) => tenancy.stallCode)).toEqual(['A-1', 'A-2'])
    expect((await merchantOf(market, 'B-1')).merchantId).toBe((await merchantOf(market, 'B-2')).merchantId)
    expect(result.warnings).toContainEqual({
      row: 3,
      column: '电话',
      value: '13800000009',
      reason: '与第 2 行同一经营户的电话不同，按第 2 行登记',
    })
    expect(counts(await run(market, text))).toEqual([0, 0, 4, 0])
  })

  it('on record without a code get it, and empty cells erase nothing', async () => {
    const market = await makeMarket(app)
    await market.addTrader('A-1', { name: '张记', phone: '13800000001', goodsScope: '叶菜' }, '2026-01-01')
    const result = await run(market, `摊位号,经营户,信用代码,电话,经营范围\nA-1,张记,${codeA},,`)
    expect(counts(result)).toEqual([0, 1, 0, 0])
    const merchant = await merchantOf(market, 'A-1')
    expect(merchant).toMatchObject({ creditCode: codeA, phone: '13800000001', goodsScope: '叶菜' })
    expect(merchant.tenancies).toHaveLength(1)
  })

  it('of the same name are told apart by code, else by the stall they hold, else refused', async () => {
    const market = await makeMarket(app)
    await market.addTrader('A-1', { name: '王记' }, '2026-01-01')
    await market.addTrader('A-2', { name: '王记' }, '2026-01-01')
    expect(counts(await run(market, '摊位号,经营户,电话\nA-2,王记,13800000002'))).toEqual([0, 1, 0, 0])
    expect(await merchantOf(market, 'A-2')).toMatchObject({ phone: '13800000002' })
    expect(await merchantOf(market, 'A-1')).toMatchObject({ phone: null })
    const { errors } = await run(market, '摊位号,经营户\nA-9,王记')
    expect(errors).toMatchObject([{ row: 2, reason: '台账里有 2 个叫这个名称的经营户，请填写统一社会信用代码' }])
  })

  it('renew papers and leave by the file: dates move, nothing is doubled', async () => {
    const market = await makeMarket(app)
    const head =
      '摊位号,经营户,入驻日期,退出日期,食品经营许可证编号,食品经营许可证有效期至,从业人员,健康证编号,健康证有效期至\n'
    await run(market, `${head}A-1,张记,2025-01-01,,JY1,2026-06-30,李,JK1,2026-06-30`)
    const renewed = `${head}A-1,张记,2025-02-01,2026-12-31,JY1,2031-06-30,李,JK1,2027-06-30`
    expect(counts(await run(market, renewed))).toEqual([0, 1, 0, 0])
    expect(counts(await run(market, renewed))).toEqual([0, 0, 1, 0])
    const merchant = await merchantOf(market, 'A-1')
    expect(merchant.tenancies).toMatchObject([{ from: '2025-02-01', to: '2026-12-31' }])
    expect(merchant.licences).toMatchObject([{ number: 'JY1', validTo: '2031-06-30' }])
    expect(merchant.staffMembers).toHaveLength(1)
    expect(merchant.staffMembers[0]?.healthCertificates.map((c) => c.validTo)).toEqual(['2027-06-30', '2026-06-30'])
  })
})

describe('a register of many markets', () => {
  const register = new Uint8Array(
    readFileSync(new URL('../fixtures/imports/singapore-stalls-excerpt.csv', import.meta.url)),
  )
  it('goes to the markets that its column names, which are registered, with every row accounted for', async () => {
    const result = await run('by-column', register)
    expect(result.mapping).toEqual({
      market: 'market',
      stallCode: 'unit_no',
      fallbackCode: 'licence_no',
      merchantName: 'business_name',
      goodsScope: 'business_type',
      otherLicenceNumber: 'licence_no',
    })
    expect(result.rows).toBe(48)
    expect(counts(result)).toEqual([46, 0, 0, 2])
    for (const market of result.markets)
      expect(market.created + market.updated + market.unchanged + market.rejected).toBeGreaterThan(0)
    expect(result.errors.map(({ row, value, reason }) => [row, value, reason])).toEqual([
      [48, '01-106', '摊位号与第 49 行重复，请改成不同的摊位号或只留一行'],
      [49, '01-106', '摊位号与第 48 行重复，请改成不同的摊位号或只留一行'],
    ])
    const warned = (words: string) => result.warnings.filter((warning) => warning.reason.includes(words)).length
    expect([warned('用备用编号'), warned('没有经营户名称'), warned('不是名称')]).toEqual([8, 6, 10])
    const registered = (await listAllMarkets(app.deps)).map((market) => `${market.code} ${market.name}`)
    expect(registered).toContain('MSHC Market Street Hawker Centre')
    expect(registered).toContain('BHC Buangkok Hawker Centre')
    expect(new Set(result.markets.map((market) => market.code)).size).toBe(8)

    const kebun = result.markets.find((market) => market.name.startsWith('Ang Mo Kio Ave 1 '))
    const officer = await app.login('city_officer')
    const { items } = await officer.listMerchants({ params: { marketId: kebun?.marketId ?? '' } })
    expect(items).toMatchObject([
      {
        name: 'HOE HUAT FRUITS TRADING',
        stallCodes: ['01-65', '01-66', '01-67', '01-68', '01-69'],
        licenceCount: 5,
      },
    ])
    const again = await run('by-column', register)
    expect(counts(again)).toEqual([0, 0, 46, 2])
    expect(again.markets.map((market) => market.marketId)).toEqual(result.markets.map((market) => market.marketId))
  })

  it('is refused as a whole when all or nothing is wanted, without registering a market', async () => {
    const text = '市场,摊位号,经营户\n东市场,A-1,张记\n西市场,,李记\n,A-3,王记'
    await expect(run('by-column', text, { mode: 'all_or_nothing' })).rejects.toMatchObject({
      code: 'import.rows_bad',
      details: { count: 2 },
    })
    expect((await listAllMarkets(app.deps)).map((market) => market.name)).not.toContain('东市场')
    const result = await run('by-column', text)
    expect(counts(result)).toEqual([1, 0, 0, 2])
    expect(result.errors.map(({ row, column }) => [row, column])).toEqual([
      [3, '摊位号'],
      [4, '市场'],
    ])
    expect((await listAllMarkets(app.deps)).find((market) => market.name === '东市场')?.code).toBe('DSC')
  })

  it('does not slip into one market: rows of others are rejected', async () => {
    const market = await makeMarket(app, { name: '东风市场' })
    const result = await run(market, '市场,摊位号\n东风 市场,A-1\n红旗市场,A-2\n,A-3')
    expect(result.errors).toMatchObject([{ row: 3, column: '市场', value: '红旗市场' }])
    expect(counts(result)).toEqual([2, 0, 0, 1])
  })

  it('needs the column that names the market', async () => {
    await expect(run('by-column', '摊位号\nA-1')).rejects.toMatchObject({ details: { fields: '市场名称' } })
  })
})
