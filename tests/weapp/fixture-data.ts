/** FIXTURE, for tests only: an invented market with 1,000 stalls. Nothing here reaches a build. */
import type { z } from 'zod'
import type {
  PublicMarketHome,
  PublicStall,
  PublicStallSummary,
  publicMarket,
} from '@smart-market/shared/contracts/public.ts'

export type PublicMarket = z.output<typeof publicMarket>
export const asOf = '2026-11-22T01:30:00Z'
const zoneNames = ['蔬菜区', '水产区', '肉类区', '熟食区', '豆制品区', '粮油干货区']
const goods = [
  '时令蔬菜、菌菇',
  '鲜活淡水鱼、海鲜',
  '鲜猪肉、牛羊肉',
  '卤味、凉菜',
  '豆腐、豆干、千张',
  '大米、杂粮、食用油、干货',
]
const families = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴']
const grades = ['A', 'A', 'B', 'A', 'C', 'B', 'A', 'D', null] as const

const market = (code: string, name: string, demo: boolean, stallCount: number): PublicMarket => ({
  code,
  name,
  demo,
  address: `文化路 ${stallCount % 90} 号`,
  districtName: '金水区',
  openingHours: '05:30–19:00',
  introduction:
    '市场建于 1998 年，2025 年完成智慧化改造。设蔬菜、水产、肉类、熟食、豆制品、粮油干货六个分区，每个摊位都有电子秤和摊位屏，入口处有公平秤，可以免费复称。检测室每天开市前抽检蔬菜农药残留，结果当天公示。',
  honours: [
    { title: '市级文明诚信市场', issuer: '市市场监督管理局', awardedOn: '2025-12-30' },
    { title: '放心消费示范单位', issuer: '市消费者协会', awardedOn: null },
  ],
  phone: '0371-60000000',
  stallCount,
  merchantCount: Math.round(stallCount * 0.9),
})

export const markets: readonly PublicMarket[] = [
  market('DEMO', '演示农贸市场', true, 1000),
  market('EAST', '东风路农贸市场', false, 120),
  market('SOUTH', '南阳路农贸市场', false, 86),
]

const codeOf = (i: number) =>
  `${String.fromCharCode(65 + Math.floor(i / 170))}-${String((i % 170) + 1).padStart(3, '0')}`
const isVacant = (i: number) => i % 23 === 22

export const stalls: readonly PublicStallSummary[] = Array.from({ length: 1000 }, (_, i) => {
  const kind = Math.min(Math.floor(i / 170), 5)
  const vacant = isVacant(i)
  return {
    stallCode: codeOf(i),
    zoneName: zoneNames[kind] ?? null,
    merchantName: vacant
      ? null
      : `${families[i % 10]}记${['鲜蔬', '水产', '肉铺', '熟食', '豆坊', '粮油'][kind]}${i + 1}号`,
    goodsScope: vacant ? null : (goods[kind] ?? null),
    creditGrade: vacant ? null : (grades[i % grades.length] ?? null),
  }
})

export const marketHome = (place: PublicMarket): PublicMarketHome => ({
  ...place,
  zones: zoneNames.map((name, i) => ({
    zoneId: `zon_${i}`,
    name,
    floor: 1,
    stallCount: stalls.filter((stall) => stall.zoneName === name).length,
  })),
  notices: [
    {
      noticeId: 'ntc_1',
      kind: 'quickTest',
      title: '今日蔬菜农药残留快检结果：抽检 42 批，阴性 42 批',
      publishedAt: asOf,
    },
    { noticeId: 'ntc_2', kind: 'price', title: '今日参考价', publishedAt: '2026-11-21T23:00:00Z' },
    { noticeId: 'ntc_3', kind: 'rule', title: '市场经营管理制度（2026 年修订）', publishedAt: '2026-10-08T02:00:00Z' },
    {
      noticeId: 'ntc_4',
      kind: 'law',
      title: '《食用农产品市场销售质量安全监督管理办法》要点',
      publishedAt: '2025-12-01T02:00:00Z',
    },
    { noticeId: 'ntc_5', kind: 'news', title: '冬季消防演练通知', publishedAt: '2026-11-18T02:00:00Z' },
  ],
  ranking: {
    items: [3, 180, 351, 40, 520].map((i, place_) => ({
      stallCode: codeOf(i),
      merchantName: stalls[i]?.merchantName ?? '',
      saleCount: 2380 - place_ * 311,
    })),
    asOf,
    stallsReporting: 268,
    stalls: place.stallCount,
  },
  crowding: null,
  guidePrices: [],
  footTraffic: place.code === 'EAST' ? null : { entryCountToday: 3482, asOf: '2026-11-22T01:00:00Z' },
  asOf,
})

export const fullStall = (place: PublicMarket, stall: PublicStallSummary): PublicStall => ({
  ...stall,
  marketCode: place.code,
  marketName: place.name,
  demo: place.demo,
  contactMasked: stall.merchantName === null ? null : '138****0021',
  licences:
    stall.merchantName === null
      ? []
      : [
          { kind: 'business', number: '92410105MA40000001', scope: stall.goodsScope, validTo: null, expired: false },
          { kind: 'food', number: 'JY14101050000001', scope: '食品销售', validTo: '2026-08-31', expired: true },
        ],
  staff:
    stall.merchantName === null
      ? []
      : [
          { nameMasked: '王**', duty: '销售', healthCertificateValidTo: '2027-03-01', expired: false, required: true },
          { nameMasked: '李*', duty: '切配', healthCertificateValidTo: null, expired: false, required: true },
          { nameMasked: '张**', duty: null, healthCertificateValidTo: null, expired: false, required: false },
        ],
  quickTests: [],
  batches: [],
  asOf,
})
