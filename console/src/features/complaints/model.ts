/** 投诉 and 举报 at the desk: how long is left, who has the next word, what each step means. */
import { labels } from '@smart-market/shared/text/zh.ts'
import { daysBetween } from '@smart-market/shared/time.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { Clock, Complaint, ComplaintAction, ComplaintRow, Move, ReportAction, ReportRow } from './api.ts'

export interface Told {
  readonly tone: Tone
  readonly text: string
}

export const complaintTone: Record<ComplaintRow['state'], Tone> = {
  received: 'unknown',
  accepted: 'person',
  declined: 'off',
  mediating: 'person',
  settled: 'good',
  closed: 'off',
  withdrawn: 'off',
}
export const reportTone: Record<ReportRow['state'], Tone> = {
  received: 'unknown',
  checking: 'person',
  handed_over: 'off',
  closed: 'good',
}
export const complaintStateList = Object.keys(labels.complaintState) as ComplaintRow['state'][]
export const complaintStepList = Object.keys(labels.complaintStep) as ComplaintRow['step'][]
export const reportStateList = Object.keys(labels.reportState) as ReportRow['state'][]

const soonDays = 2
/** How long until a last day, counted in calendar days from today. */
export const dueTold = (dueOn: string | null, today: string): Told | null => {
  if (dueOn === null) return null
  const days = daysBetween(today, dueOn)
  if (days < 0) return { tone: 'bad', text: `逾期 ${-days} 天` }
  if (days === 0) return { tone: 'warn', text: '今天截止' }
  return { tone: days <= soonDays ? 'warn' : 'off', text: `还有 ${days} 天` }
}

export const clockTold = (clock: Clock, today: string): Told => {
  if (clock.doneAt !== null) return { tone: 'good', text: '已办' }
  if (clock.pausedOn !== null) return { tone: 'off', text: `已暂停，自 ${clock.pausedOn}` }
  return dueTold(clock.dueOn, today) ?? { tone: 'off', text: '没有期限' }
}

export const termText = (clock: Pick<Clock, 'days' | 'unit'>): string =>
  `${clock.days} ${clock.unit === 'working_day' ? '个工作日' : '天'}`

/** Where the number of days comes from; a number that nobody has checked says so. */
export const sourceText = (clock: Pick<Clock, 'source' | 'mark'>): string =>
  clock.mark === 'recall' ? `${clock.source}（${labels.ruleMark.recall}）` : clock.source

export const limitText = (flags: ComplaintRow['limitFlags']): string | null =>
  flags.length === 0
    ? null
    : `${flags.map((flag) => (flag === 'order' ? '同一笔交易' : '同一个电话')).join('、')}多次投诉，请先人工看一看`

const partyWords: Record<Move['by'], string> = {
  complainant: '投诉人',
  merchant: '经营户',
  operator: '市场',
  authority: '监管部门',
  system: '系统',
}
const complainantWords: Readonly<Record<string, string>> = {
  receive: '收到',
  submit: '提交',
  escalate: '逾期转市场处理',
}
/** `市场（张三） · 受理` */
export const moveTitle = (move: Move): string => {
  const known: Readonly<Record<string, string>> = {
    ...complainantWords,
    ...labels.reportAction,
    ...labels.complaintAction,
  }
  const who =
    move.by === 'system' || move.byName === '' ? partyWords[move.by] : `${partyWords[move.by]}（${move.byName}）`
  return `${who} · ${known[move.action] ?? move.action}`
}

/** What a step asks the person at the desk to write, and what follows from it. */
export const actionHints: Record<ComplaintAction, string> = {
  accept: '受理后开始计算调解期限。请写明由谁办理。',
  decline: '请写明不予受理的理由；投诉人能看到。',
  answer: '写给投诉人的答复；投诉人可以同意，也可以要求继续处理。',
  mediate: '请写明怎样联系双方、什么时候调解。',
  pause: '只用于等待鉴定、检测等法定不计入期限的情形，请写明原因。',
  resume: '请写明结果已经取得，期限从今天接着算。',
  settle: '请写明双方达成的内容，例如 退款 12 元。',
  close: '请写明终结的理由；投诉人能看到。',
  hand_over: '移交后由监管部门办理，证据包随后可以下载。请写明移交到哪个部门。',
  note: '只作记录，不改变状态。',
}
export const reportHints: Record<ReportAction, string> = {
  check: '请写明由谁核查、怎样核查。',
  hand_over: '请写明移交到哪个部门、文号或接收人。',
  close: '请写明核查结果。',
  note: '只作记录，不改变状态。',
}

/** The step that most often comes next stands first and alone as the main button. */
const usual: readonly ComplaintAction[] = ['accept', 'mediate', 'settle', 'close']
export const mainAction = (allowed: readonly ComplaintAction[]): ComplaintAction | undefined =>
  usual.find((action) => allowed.includes(action))

/** Allowed steps that make sense now: a clock is only paused while it runs, and only goes on when it was paused. */
export const stepsOf = (complaint: Pick<Complaint, 'allowed' | 'clocks'>): ComplaintAction[] => {
  const running = complaint.clocks.filter((c) => c.clockId === 'mediation' && c.doneAt === null)
  const isPaused = running.some((c) => c.pausedOn !== null)
  return complaint.allowed.filter((action) => {
    if (action === 'pause') return running.length > 0 && !isPaused
    return action !== 'resume' || isPaused
  })
}

/** Steps that end a complaint, where the desk says whether it was right. */
export const mayUphold = (action: ComplaintAction): boolean => action === 'settle' || action === 'close'
