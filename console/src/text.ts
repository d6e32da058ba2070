/** Words of the console itself that more than one feature needs; words of the trade are in shared/src/text/zh.ts. */
import type { PageName } from './lib/paths.ts'

export const productName = '智慧市场'

export const menu: readonly { readonly page: PageName; readonly label: string }[] = [
  { page: 'today', label: '今日' },
  { page: 'readiness', label: '达标' },
  { page: 'evaluations', label: '评定' },
  { page: 'ledger', label: '台账' },
  { page: 'trade', label: '交易' },
  { page: 'intakes', label: '食安' },
  { page: 'notices', label: '公示' },
  { page: 'complaints', label: '投诉' },
  { page: 'inspections', label: '检查' },
  { page: 'devices', label: '设备' },
  { page: 'insights', label: '分析' },
  { page: 'platforms', label: '上报' },
  { page: 'settings', label: '设置' },
]

export const verbs = {
  save: '保存',
  cancel: '取消',
  add: '新建',
  edit: '修改',
  remove: '撤下',
  retry: '重试',
  exportFile: '导出',
  importFile: '导入',
  copy: '复制',
  copied: '已复制',
  saved: '已保存',
} as const
