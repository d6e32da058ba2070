import { acknowledgedWithinHours } from '@smart-market/shared/contracts/feeds.ts'
import { countText, spanText } from '../../lib/format.ts'
import type { Tone } from '../../ui/status-tag.tsx'
import type { PlatformLink, Subscriber } from './api.ts'
import { words } from './text.ts'

export interface Told {
  readonly tone: Tone
  readonly text: string
}

const agreedMinutes = acknowledgedWithinHours * 60

/** Whether the platform has what the market has, as it was at `asOf`. */
export const linkState = (link: PlatformLink, asOf: string): Told => {
  const minutesSince = (at: string): number => Math.floor((Date.parse(asOf) - Date.parse(at)) / 60_000)
  const waiting = link.waitingSince === null ? 0 : minutesSince(link.waitingSince)
  const oldest = `最早一条已等 ${spanText(waiting)}`
  if (link.lastAcknowledgedAt === null)
    return waiting < agreedMinutes
      ? { tone: 'unknown', text: '对方还没有来取过' }
      : { tone: 'bad', text: `对方还没有来取过，${oldest}` }
  const missing = `还差 ${countText(link.lag)} 条`
  if (!link.connected) {
    const silent = `已中断：${spanText(minutesSince(link.lastAcknowledgedAt))}没有确认`
    return { tone: 'bad', text: link.lag === 0 ? silent : `${silent}，${missing}` }
  }
  if (link.lag === 0) return { tone: 'good', text: '已全部收到' }
  return waiting < agreedMinutes ? { tone: 'warn', text: missing } : { tone: 'bad', text: `${missing}，${oldest}` }
}

export const subscriberState = (one: Subscriber): Told => {
  if (one.state === 'paused') return { tone: 'off', text: '已暂停' }
  if (one.state === 'gone') return { tone: 'bad', text: '对方已停止接收' }
  if (one.attempts > 0) return { tone: 'bad', text: `连续 ${countText(one.attempts)} 次没发到` }
  if (one.lastSuccessAt === null) return { tone: 'unknown', text: '还没发过' }
  return one.lag === 0 ? { tone: 'good', text: '已全部收到' } : { tone: 'warn', text: `还差 ${countText(one.lag)} 条` }
}

/** A key signs until it retires; while an old and a new one overlap, both do. */
export const keyState = (key: { readonly retiredAt: string | null }, now: Date): Told => {
  if (key.retiredAt === null) return { tone: 'good', text: '使用中' }
  return new Date(key.retiredAt) > now ? { tone: 'warn', text: '即将停用' } : { tone: 'off', text: '只用于核验' }
}

/** What it gets, in words: all with proof, or some types without some fields. */
export const scopeText = (one: Pick<Subscriber, 'types' | 'masked' | 'whole'>): string => {
  if (one.whole) return words.whole
  const types = one.types.length === 0 ? '全部类型' : `只发 ${one.types.join('、')}`
  return one.masked.length === 0 ? types : `${types}，隐去 ${one.masked.join('、')}`
}

/** Those whose name or address holds what was typed. */
export const matching = (items: readonly Subscriber[], q: string): Subscriber[] => {
  const wanted = q.trim().toLowerCase()
  return items.filter((one) => `${one.name} ${one.url}`.toLowerCase().includes(wanted))
}

/** `sales.*, notice.published` as typed, with commas of either script, spaces or lines between. */
export const listOf = (typed: string | undefined): string[] => (typed ?? '').split(/[\s,，、;；]+/).filter(Boolean)

/** Chinese for event types that the market can recognise; an unknown type is shown as it is. */
const subjects: Readonly<Record<string, string>> = {
  market: '市场资料',
  zone: '分区',
  stall: '摊位',
  merchant: '经营户',
  tenancy: '入驻',
  licence: '证照',
  staff_member: '从业人员',
  health_certificate: '健康证',
  device: '设备',
  alarm_test: '报警测试',
  sale: '交易',
  sales: '交易',
  stall_code: '收款码',
  stall_codes: '收款码',
  notice: '公示',
  notice_topic: '公示周期',
  foot_traffic: '客流',
  analysis: '经营分析',
  assessment: '评价',
  snapshot: '评价',
  judgement: '人工评分',
  ledger: '台账导入',
  import: '导入',
  platform_link: '平台对接',
  floor_plan: '平面图',
  supplier: '供货商',
  intake: '进货',
  intakes: '进货',
  quick_test: '快检',
  quick_tests: '快检',
  batch: '批次',
  sales_hold: '停售',
  recall: '召回',
  listing: '商品',
  prices: '价格',
  guide_prices: '指导价',
  stock: '库存',
  order: '订单',
  stall_order: '摊位订单',
  parcel: '配送',
  payment: '收款',
  charge: '收款单',
  refund: '退款',
  payment_account: '收款账户',
  reconciliation: '对账',
}
const happenings: Readonly<Record<string, string>> = {
  created: '新建',
  registered: '登记',
  added: '登记',
  updated: '修改',
  changed: '修改',
  removed: '撤下',
  retired: '停用',
  started: '开始',
  ended: '结束',
  recorded: '记录',
  issued: '发放',
  published: '发布',
  withdrawn: '撤回',
  paired: '领取密钥',
  taken: '存下',
  entered: '录入',
  finished: '完成',
  imported: '导入',
  completed: '完成',
  computed: '算出',
  snapshot_taken: '存下',
  set: '设定',
  left: '离职',
  scanned: '扫码',
  printed: '打印',
  revoked: '作废',
  placed: '登记',
  released: '解除',
  closed: '结束',
  opened: '开通',
  paid: '付款',
  moved: '办理',
  received: '到账',
  requested: '申请',
  admitted: '准许入场',
  refused: '拒绝入场',
}

export const eventText = (type: string): string => {
  const [subject = '', happening = ''] = type.split('.')
  const [who, what] = [subjects[subject], happenings[happening]]
  return who === undefined || what === undefined ? type : `${who}：${what}`
}
