/** What a second weighing means, in words for both sides of the counter. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Told } from './model.ts'
import type { Reweigh } from './scale-api.ts'

export const reweighTold = (reweigh: Pick<Reweigh, 'verdict'>): Told => {
  if (reweigh.verdict === null) return { tone: 'unknown', text: '允差表里没有这个重量' }
  const tone = { within: 'good', short: 'bad', over: 'warn' } as const
  return { tone: tone[reweigh.verdict], text: labels.weighVerdict[reweigh.verdict] }
}

export const toleranceText = (
  reweigh: Pick<Reweigh, 'toleranceGrams' | 'toleranceClass' | 'toleranceSource' | 'toleranceMark'>,
): string =>
  reweigh.toleranceGrams === null
    ? '允差表里没有这个重量，请人工判断。'
    : `按「${labels.toleranceClass[reweigh.toleranceClass]}」允许少 ${reweigh.toleranceGrams} 克。依据：${reweigh.toleranceSource}（${labels.ruleMark[reweigh.toleranceMark]}）`
