/** What the demo market sells. Prices are invented and round; nothing here is a quotation. */
export interface DemoGoods {
  readonly name: string
  readonly category: string
  /** Fen per 500 g. */
  readonly priceFen: number
}
const goods = (category: string, ...pairs: readonly (readonly [string, number])[]): readonly DemoGoods[] =>
  pairs.map(([name, priceFen]) => ({ name, category, priceFen }))

export interface DemoZone {
  readonly code: string
  readonly name: string
  readonly kind: 'entrance' | 'aisle' | 'trading'
  readonly stalls: number
  readonly scope: string
  readonly trade: string
  readonly goods: readonly DemoGoods[]
}

export const demoZones: readonly DemoZone[] = [
  { code: 'G1', name: '东门', kind: 'entrance', stalls: 0, scope: '', trade: '', goods: [] },
  { code: 'G2', name: '西门', kind: 'entrance', stalls: 0, scope: '', trade: '', goods: [] },
  { code: 'T1', name: '主通道', kind: 'aisle', stalls: 0, scope: '', trade: '', goods: [] },
  {
    code: 'A',
    name: '蔬菜区',
    kind: 'trading',
    stalls: 20,
    scope: '新鲜蔬菜',
    trade: '蔬菜',
    goods: goods(
      '蔬菜',
      ['大白菜', 120],
      ['西红柿', 350],
      ['黄瓜', 300],
      ['土豆', 160],
      ['青椒', 380],
      ['菠菜', 400],
      ['芹菜', 260],
      ['西兰花', 480],
    ),
  },
  {
    code: 'B',
    name: '水果区',
    kind: 'trading',
    stalls: 10,
    scope: '新鲜水果',
    trade: '果业',
    goods: goods('水果', ['苹果', 500], ['香蕉', 360], ['橙子', 480], ['葡萄', 900], ['梨', 420]),
  },
  {
    code: 'C',
    name: '肉禽蛋区',
    kind: 'trading',
    stalls: 12,
    scope: '鲜肉、禽蛋',
    trade: '鲜肉',
    goods: goods('肉禽蛋', ['猪五花肉', 1600], ['猪后腿肉', 1400], ['牛腩', 3600], ['鸡蛋', 520], ['鸡腿', 1100]),
  },
  {
    code: 'D',
    name: '水产区',
    kind: 'trading',
    stalls: 8,
    scope: '鲜活水产',
    trade: '水产',
    goods: goods('水产', ['草鱼', 850], ['鲫鱼', 1100], ['基围虾', 3800], ['花蛤', 700]),
  },
  {
    code: 'E',
    name: '熟食粮油区',
    kind: 'trading',
    stalls: 10,
    scope: '熟食、豆制品、粮油',
    trade: '食品',
    goods: goods('熟食粮油', ['卤牛肉', 4800], ['豆腐', 250], ['馒头', 300], ['面粉', 260], ['凉皮', 600]),
  },
]
export const demoSurnames = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '赵',
  '黄',
  '周',
  '吴',
  '徐',
  '孙',
  '胡',
  '朱',
  '高',
  '林',
  '何',
  '郭',
  '马',
  '罗',
]
export const demoGivenNames = [
  '建国',
  '秀英',
  '志强',
  '桂兰',
  '海涛',
  '小红',
  '文斌',
  '玉梅',
  '国庆',
  '丽华',
  '大勇',
  '春燕',
]

/** Small deterministic generator (mulberry32), seeded by text: the demo is the same on every machine. */
export const demoRandom = (seed: string): (() => number) => {
  let state = [...seed].reduce((hash, char) => (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0, 7)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
