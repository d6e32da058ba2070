import type { FactValue } from './facts.ts'

/** The value of a placeholder, by name. */
export type Slots = (name: string) => FactValue | undefined

function duration(seconds: number): string {
  if (seconds >= 172_800) return `${Math.floor(seconds / 86_400)} 天`
  if (seconds >= 7_200) return `${Math.floor(seconds / 3_600)} 小时`
  if (seconds >= 120) return `${Math.floor(seconds / 60)} 分钟`
  return `${Math.floor(seconds)} 秒`
}

function word(
  value: FactValue | undefined,
  format: string | undefined,
  labels: Readonly<Record<string, string>>,
): string {
  if (value === undefined || value === null) return '未知'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') {
    if (format === 'duration') return duration(value)
    if (format === 'percent') return `${Number((value * 100).toFixed(2))}%`
    return String(value)
  }
  if (typeof value === 'string') return labels[value] ?? value
  return value.map((entry) => labels[entry] ?? entry).join('、')
}

/** Fills {slot} and {slot|format}; the loader has already refused templates whose slots cannot exist. */
export function fill(template: string, slots: Slots, labels: Readonly<Record<string, string>>): string {
  return template.replace(/\{([^{}|]+)(?:\|([a-z]+))?\}/g, (_, name: string, format: string | undefined) =>
    word(slots(name), format, labels),
  )
}

export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}

export function joinSentences(texts: readonly string[]): string {
  return distinct(texts).join('；')
}

export const phrases = {
  unknown: (about: string) => `还没有「${about}」的数据，暂不能判定`,
  malformed: (about: string) => `「${about}」的数据格式不对，不能判定`,
  noMembers: (about: string) => `还没有登记任何「${about}」`,
  thresholdUnknown: (about: string) => `文件没有给出「${about}」的标准`,
  needsReview: (name: string) => `「${name}」由评价人员打分，系统不代打`,
  enterJudgement: '请评价人员在达标页录入分数和理由，并附佐证材料',
  judgedBelow: (by: string, points: string, reason: string) => `${by} 评 ${points} 分：${reason}`,
  improveAndReview: '按评分理由改进后，请评价人员复评',
  entryOutOfRange: (points: string) => `录入的分数 ${points} 不在本项允许的范围内`,
  reenter: '请重新录入本项分数',
  notApplicable: '本项不适用于这类市场，文件没有折算办法，按满足处理',
  setting: (label: string, value: number, unit: string, note: string) => `${label}：${value} ${unit}（${note}）`,
} as const
