/** One business day of the demo market: sales at every stall, visits at the gates. The same day gives the same rows. */
import type { SaleInput } from '@smart-market/shared/contracts/sales.ts'
import { weighedAmountFen } from '@smart-market/shared/money.ts'
import { businessDateStart } from '@smart-market/shared/time.ts'
import { demoRandom, demoZones } from './demo-goods.ts'

const openFrom = 6
const openTo = 19

/** Stalls whose merchants take cash only: they lose points under Zhengzhou's row 2. */
const cashOnly = new Set(['A-18', 'B-09'])

export const demoStallCodes = demoZones.flatMap((zone) =>
  Array.from({ length: zone.stalls }, (_, index) => `${zone.code}-${String(index + 1).padStart(2, '0')}`),
)
/** Stalls without a merchant. */
export const demoVacantStalls = new Set(['A-19', 'A-20', 'B-10', 'C-12', 'D-08', 'E-09', 'E-10'])

const meansOf = (roll: number): SaleInput['paymentMeans'] =>
  roll < 0.55 ? 'wechat' : roll < 0.8 ? 'alipay' : roll < 0.95 ? 'cash' : 'pos_card'

/** Sales of the day that lie before `until`. */
export const demoSales = (date: string, until: Date): SaleInput[] => {
  const start = businessDateStart(date).getTime()
  return demoStallCodes
    .filter((code) => !demoVacantStalls.has(code))
    .flatMap((stallCode) => {
      const random = demoRandom(`${date} ${stallCode}`)
      const goods = demoZones.find((zone) => zone.code === stallCode.split('-')[0])?.goods ?? []
      return Array.from({ length: 6 + Math.floor(random() * 9) }, (_, index): SaleInput => {
        const soldAt = new Date(start + Math.floor((openFrom + random() * (openTo - openFrom)) * 3_600_000))
        const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
          const item = goods[Math.floor(random() * goods.length)] ?? { name: '杂项', category: '其他', priceFen: 500 }
          const weightGrams = 200 + Math.floor(random() * 1_800)
          return {
            commodityName: item.name,
            categoryName: item.category,
            weightGrams,
            pieces: null,
            amountFen: weighedAmountFen(weightGrams, item.priceFen, 'per_500g'),
          }
        })
        const paymentMeans = cashOnly.has(stallCode) ? 'cash' : meansOf(random())
        return {
          key: `${date}-${stallCode}-${index + 1}`,
          stallCode,
          soldAt: soldAt.toISOString(),
          channel: 'scale',
          paymentMeans,
          amountFen: lines.reduce((sum, line) => sum + line.amountFen, 0),
          lines,
        }
      })
    })
    .filter((sale) => Date.parse(sale.soldAt) < until.getTime())
}

/** Visits at the two gates for every full hour of the day before `until`. */
export const demoFootTraffic = (
  date: string,
  until: Date,
): { counterCode: string; hourAt: string; entryCount: number }[] => {
  const start = businessDateStart(date).getTime()
  return ['COUNT-G1', 'COUNT-G2'].flatMap((counterCode) => {
    const random = demoRandom(`${date} ${counterCode}`)
    return Array.from({ length: openTo - openFrom }, (_, index) => {
      const hour = openFrom + index
      const busy = hour >= 7 && hour <= 9 ? 3 : hour >= 16 && hour <= 17 ? 2 : 1
      return {
        counterCode,
        hourAt: new Date(start + hour * 3_600_000).toISOString(),
        entryCount: Math.floor(60 * busy + random() * 80),
      }
    }).filter((row) => Date.parse(row.hourAt) + 3_600_000 <= until.getTime())
  })
}
