/** 摊位收款: what the patrol of printed codes says, and whose accounts are live. Pure. */
import type { Account, Patrol } from './api.ts'

export type Verdict = Patrol['findings'][number]['verdict']

export const verdictTexts: Readonly<
  Record<Verdict, { readonly text: string; readonly next: string; readonly tone: 'good' | 'warn' | 'bad' }>
> = {
  ours: { text: '是本摊位的码', next: '已记下今天见过。', tone: 'good' },
  other_stall: { text: '是别的摊位的码', next: '钱会进别人的账户，请换成这个摊位的码。', tone: 'bad' },
  revoked: { text: '是已停用的码', next: '请撕下，换上新打印的码。', tone: 'warn' },
  foreign: {
    text: '不是本市场发放的码',
    next: '请先撕下，问摊主从哪里来；来历不明的，保留照片并报告。',
    tone: 'bad',
  },
}

/** Live ones first, by stall; those that ended after them. */
export const inOrder = (accounts: readonly Account[]): Account[] =>
  [...accounts].sort(
    (a, b) =>
      Number(a.closedAt !== null) - Number(b.closedAt !== null) ||
      a.stallCode.localeCompare(b.stallCode, 'zh-CN', { numeric: true }) ||
      a.channel.localeCompare(b.channel),
  )
