import { describe, expect, it } from 'vitest'
import { assess } from '@smart-market/server/features/assessments/domain/assess.ts'
import { fixFirst } from '@smart-market/server/features/assessments/domain/fix-first.ts'
import type { FactValue, Member } from '@smart-market/server/features/assessments/domain/facts.ts'
import { factsOf, metric, population } from '@smart-market/server/features/assessments/domain/testing.ts'
import { loadRubrics } from '@smart-market/server/features/assessments/load-rubrics.ts'

const rubrics = loadRubrics()
function rubric(id: string) {
  const found = rubrics.get(id)
  if (!found) throw new Error(`no rubric ${id}`)
  return found
}
const zhengzhou = rubric('zhengzhou-2021')

const compliant: Record<string, FactValue> = {
  stallCount: 1,
  stallsWithoutScreen: 0,
  screenSilentSeconds: 20,
  screenFieldsMissing: [],
  licencesMissing: 0,
  licencesExpired: 0,
  staffDocumentsMissing: 0,
  staffDocumentsExpired: 0,
  stallsWithoutPaymentCode: 0,
  mobilePaymentAgeDays: 0,
  salesAgeDays: 0,
  tracedBatchAgeDays: 0,
}
function merchants(n: number, broken: Readonly<Record<number, Record<string, FactValue>>>): Member[] {
  return Array.from({ length: n }, (_, i) => ({
    subject: { kind: 'merchant' as const, id: `m${String(i).padStart(4, '0')}`, label: `经营户 ${i}` },
    fields: { ...compliant, ...broken[i] },
  }))
}
function rowOf(members: readonly Member[], id: string, fixed: readonly string[] = []) {
  const result = assess(zhengzhou, factsOf({ populations: { merchants: population(members) } }), {
    fixed: new Set(fixed),
  })
  const row = result.criteria.find((one) => one.id === id)
  if (!row) throw new Error(`no row ${id}`)
  return row
}

describe('Zhengzhou 郑市发〔2021〕91号', () => {
  const three = {
    7: { screenSilentSeconds: 86_400 * 3 },
    117: { staffDocumentsExpired: 1 },
    388: { screenFieldsMissing: ['scope', 'credit'] },
  }

  it('gives 7 of 10 for Z1 when 3 of 430 merchants do not comply, and names the three', () => {
    const row = rowOf(merchants(430, three), 'Z1')
    expect(row).toMatchObject({ low: 7, high: 7, outcome: 'partly_met', coverage: { met: 427, total: 430 } })
    expect(row.losses.map(({ subject, reason, code }) => [subject.id, code, reason])).toEqual([
      ['m0007', 'screen_silent', '摊位屏已经 3 天没有响应'],
      ['m0117', 'staff_document_expired', '有 1 份从业人员证件已过期'],
      ['m0388', 'screen_content_missing', '屏上缺少：经营范围、商户信用'],
    ])
    expect(rowOf(merchants(430, three), 'Z1', ['Z1a:merchant:m0007']).low).toBe(8)
  })

  it('gives 0 when 13 do not comply, and still says what was lost by whom', () => {
    const row = rowOf(
      merchants(430, Object.fromEntries(Array.from({ length: 13 }, (_, i) => [i, { licencesMissing: 1 }]))),
      'Z1',
    )
    expect(row).toMatchObject({ low: 0, high: 0, outcome: 'unmet' })
    expect(row.losses.reduce((cents, loss) => cents + Math.round(loss.points * 100), 0)).toBe(1000)
  })

  it('reports what the narrower reading of the scoring column would give', () => {
    const [leaf] = rowOf(
      merchants(430, { 1: { screenFieldsMissing: ['credit'] }, 2: { licencesExpired: 1 } }),
      'Z1',
    ).leaves
    expect(leaf).toMatchObject({ low: 8, readings: [{ id: 'scoring', low: 10, high: 10 }] })
  })

  it('counts a merchant that never took a mobile payment, and leaves the leaf open when no source reports at all', () => {
    expect(rowOf(merchants(20, { 3: { mobilePaymentAgeDays: null } }), 'Z2')).toMatchObject({ low: 9, high: 9 })
    const silent = merchants(20, {}).map((one) => ({ ...one, fields: { stallCount: 1 } }))
    expect(rowOf(silent, 'Z2')).toMatchObject({ low: 0, high: 10, outcome: 'no_evidence' })
  })

  it('says which market-wide streams are missing in Z2 without taking points for them', () => {
    const row = rowOf(merchants(20, {}), 'Z2')
    expect(row.low).toBe(10)
    expect(row.notes.filter((note) => note.includes('未按户扣分'))).toHaveLength(2)
  })

  it('puts the cheapest points first', () => {
    const members = merchants(430, { ...three, 8: { screenSilentSeconds: 900 } })
    const facts = factsOf({
      populations: { merchants: population(members) },
      metrics: { 'orders.fulfilled30d': metric(0), 'alarms.fireTestAgeDays': metric(90) },
    })
    const actions = fixFirst(zhengzhou, facts)
    expect(
      actions
        .filter((one) => !one.code.startsWith('no_evidence') && one.code !== 'needs_review')
        .map(({ leafId, code, gain, effort }) => [leafId, code, gain, effort]),
    ).toEqual([
      ['Z5a', 'no_fulfilled_order', 5, 1],
      ['Z6f', 'fire_alarm_untested', 2, 1],
      ['Z1a', 'screen_silent', 2, 2],
      ['Z1a', 'screen_content_missing', 1, 1],
      ['Z1a', 'staff_document_expired', 1, 1],
    ])
  })

  it('looks at each merchant as often in a market of 800 as in one of 100', () => {
    const looksIn = (count: number): number => {
      let looks = 0
      const broken = Object.fromEntries(
        Array.from({ length: count / 10 }, (_, i) => [i * 10, { screenSilentSeconds: 9000 }]),
      )
      const watched = merchants(count, broken).map((member) => ({
        ...member,
        fields: new Proxy(member.fields, {
          get: (fields, name, self) => {
            looks += 1
            return Reflect.get(fields, name, self) as FactValue
          },
        }),
      }))
      assess(zhengzhou, factsOf({ populations: { merchants: population(watched) } }))
      return looks / count
    }
    expect(looksIn(100)).toBeGreaterThan(0)
    expect(looksIn(800)).toBe(looksIn(100))
  })
})

describe('the other documents', () => {
  it('gives 2 of 3 for an onboarding rate of 37 %', () => {
    const facts = factsOf({ metrics: { 'platform.onboardingRate': metric(37) } })
    const leaf = assess(rubric('jilin-2021-agricultural'), facts)
      .criteria.flatMap((row) => row.leaves)
      .find((one) => one.id === 'A12b')
    expect(leaf).toMatchObject({ low: 2, high: 2 })
  })

  it('gives 2 of 4 for an e-commerce share that rose from 12 % to 24.6 %, and 4 under the relative reading', () => {
    const facts = factsOf({
      metrics: { 'sales.ecommerceShare': metric(24.6), 'sales.ecommerceShareBaseline': metric(12) },
    })
    const leaf = assess(rubric('jilin-2021-agricultural'), facts)
      .criteria.flatMap((row) => row.leaves)
      .find((one) => one.id === 'A15a')
    expect(leaf).toMatchObject({ low: 2, high: 2, readings: [{ id: 'relative', low: 4, high: 4 }] })
  })

  it('proves the basic level for a county at 6,200 m², 94 % and 91 %, fails the next on area, leaves the last open', () => {
    const metrics = {
      'county.centreMaxAreaM2': metric(6200),
      'county.townCentreBasicShare': metric(94),
      'county.villageShopBasicShare': metric(91),
    }
    const [network] = assess(rubric('county-2023'), factsOf({ metrics })).levels
    expect(network).toMatchObject({ proven: '基本型', next: '增强型' })
    expect(network?.levels.map((level) => [level.id, level.state])).toEqual([
      ['基本型', 'proven'],
      ['增强型', 'failed'],
      ['提升型', 'undetermined'],
    ])
    const failing = network?.levels
      .flatMap((level) => level.conditions)
      .filter((condition) => condition.state === 'failed')
    expect(failing).toMatchObject([{ id: 'enhanced-centre', actual: 6200, threshold: 8000 }])
  })

  it('marks the Zhoushan consumption goal as missed at 39,710 of 40,400', () => {
    const facts = factsOf({
      asOf: '2023-05-24T08:00:00.000Z',
      metrics: { 'zhoushan.perCapitaConsumption': metric(39_710) },
    })
    const goal = assess(rubric('zhoushan-2022'), facts).goals.find((one) => one.id === 'ZS01')
    expect(goal).toMatchObject({ status: 'missed', parts: [{ ratio: 0.9829 }] })
  })
})
