/** Words of supervision. */
import type { Supervised } from './api.ts'

export const openItemText: Record<keyof Supervised['open'], string> = {
  complaint_overdue: '投诉逾期',
  finding_overdue: '整改逾期',
  test_positive: '检测阳性未处置',
  hold_breached: '停售仍在卖',
  device_silent: '安全设备掉线',
}
export const openItemUnit: Record<keyof Supervised['open'], string> = {
  complaint_overdue: '件',
  finding_overdue: '项',
  test_positive: '批',
  hold_breached: '批',
  device_silent: '台',
}

export const verdictText = {
  agrees: { tone: 'good', text: '重算一致' },
  differs: { tone: 'bad', text: '重算不一致' },
  other_rules: { tone: 'unknown', text: '细则版本不同，没法重算' },
  unreadable: { tone: 'bad', text: '所附事实读不出来' },
} as const

export const stateText = {
  active: { tone: 'good', text: '正常接收' },
  disputed: { tone: 'bad', text: '前后矛盾，已停收' },
  removed: { tone: 'off', text: '已停止接收' },
} as const

export const headText = {
  waiting: { tone: 'unknown', text: '等数据到齐再核对' },
  agrees: { tone: 'good', text: '与收到的一致' },
  disagrees: { tone: 'bad', text: '与收到的不一致' },
} as const

export const unitText = { kg: '公斤', piece: '件' } as const
