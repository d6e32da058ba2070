/** What the demo market has for shoppers: a plan to walk by, goods with prices and stock, and where some of them come from. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import { demoVacantStalls } from './demo-day.ts'
import { demoRandom, demoZones, type DemoGoods } from './demo-goods.ts'

const plentyGrams = 60_000
/** Some stalls run low, so that 「剩 …」 is seen. */
const fewGrams = 4_500
const source = '演示数据，非真实行情'

/** Goods whose own name in the list of commodities differs. */
const otherNames: Readonly<Record<string, string>> = { 卤牛肉: '酱牛肉' }

export const demoShop = async (operator: Client<Api>, marketId: string, today: string): Promise<void> => {
  const params = { marketId }
  const { planId } = await operator.drawSchematicPlan({ params })
  await operator.publishFloorPlan({ params: { marketId, planId } })
  const known = new Map((await operator.listCommodities()).items.map((commodity) => [commodity.name, commodity]))
  const commodityOf = ({ name }: DemoGoods) => known.get(otherNames[name] ?? name)
  await setGuidePrices(operator, marketId, today, commodityOf)
  const stallIds = new Map(
    (await operator.listStalls({ params, query: { pageSize: 200 } })).items.map(({ code, stallId }) => [code, stallId]),
  )
  const random = demoRandom('shop')
  for (const zone of demoZones) {
    for (let index = 0; index < zone.stalls; index++) {
      const stallCode = `${zone.code}-${String(index + 1).padStart(2, '0')}`
      const stallId = stallIds.get(stallCode)
      if (stallId === undefined || demoVacantStalls.has(stallCode)) continue
      // Every stall leaves something of its zone out, so that stalls differ.
      const goods = zone.goods.filter((_, i) => (i + index) % 3 !== 2)
      for (const one of goods) {
        const commodity = commodityOf(one)
        await operator.createListing({
          params,
          body: {
            stallId,
            commodityId: commodity?.commodityId ?? null,
            categoryCode: commodity?.categoryCode ?? 'other',
            name: one.name,
            priceFen: Math.round((one.priceFen * (0.88 + random() * 0.24)) / 10) * 10,
            priceBasis: 'per_500g',
            stockKind: 'weighed',
            available: random() < 0.15 ? fewGrams : plentyGrams,
          },
        })
      }
    }
  }
  await traceTwoBatches(operator, marketId, today)
}

const setGuidePrices = async (
  operator: Client<Api>,
  marketId: string,
  businessDate: string,
  commodityOf: (goods: DemoGoods) => { commodityId: string } | undefined,
): Promise<void> => {
  const items = demoZones.flatMap(({ goods }) =>
    goods.flatMap((one) => {
      const commodity = commodityOf(one)
      return commodity === undefined
        ? []
        : [{ commodityId: commodity.commodityId, priceFen: one.priceFen, priceBasis: 'per_500g' as const }]
    }),
  )
  await operator.setGuidePrices({ params: { marketId, businessDate }, body: { source, items } })
}

/** Two stalls sell a batch whose way from the field to the counter is on record, with a quick test of today. */
const traceTwoBatches = async (operator: Client<Api>, marketId: string, today: string): Promise<void> => {
  const params = { marketId }
  const { supplierId } = await operator.registerSupplier({
    params,
    body: { kind: 'firm', name: '示范蔬菜合作社（演示）' },
  })
  const { items } = await operator.listListings({ params, query: { q: '西红柿', pageSize: 200 } })
  for (const listing of items.slice(0, 2)) {
    const { batch } = await operator.recordIntake({
      params,
      body: {
        stallCode: listing.stallCode,
        supplierId,
        commodityName: listing.name,
        categoryCode: 'vegetable',
        originPlace: '河南省新郑市',
        quantity: 80_000,
        papers: [{ kind: 'purchase_voucher', number: `PZ-${listing.stallCode}` }],
        certificate: {
          productName: listing.name,
          quantityText: '80 千克',
          producedAt: '河南省新郑市',
          issuedOn: today,
          promisor: '示范蔬菜合作社（演示）',
          promisorIsPerson: false,
          contact: '0371-00000000',
          style: 'producer',
          bases: ['own_test'],
        },
      },
    })
    await operator.recordQuickTest({
      params,
      body: {
        batchId: batch.batchId,
        item: '有机磷和氨基甲酸酯类农药残留',
        method: 'GB/T 5009.199',
        result: 'negative',
        tester: '演示检测员',
      },
    })
    await operator.linkListingBatch({
      params: { marketId, listingId: listing.listingId },
      body: { batchId: batch.batchId },
    })
  }
}
