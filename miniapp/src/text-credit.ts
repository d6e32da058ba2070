/** Words of a merchant's own credit record. */
export const creditText = {
  title: '我的信用',
  score: (score: string) => `${score} 分`,
  none: '没有扣分或加分记录',
  line: (on: string, reason: string, counts: string) => `${on} · ${reason} · 今天计 ${counts} 分`,
  points: (points: string) => `${points} 分`,
  appeal: '申诉',
  appealName: (kind: string) => `为什么不服「${kind}」`,
  send: '提出申诉',
  cancel: '不申诉了',
  states: { open: '申诉待裁决', upheld: '申诉成立', rejected: '申诉不成立' },
  formula: (source: string) => `计分办法：${source}。每条记录逐日减少，到期不再计算。`,
} as const
