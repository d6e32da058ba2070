/** 今日: what is overdue, silent, expiring, waiting — in words, each with the page that mends it. */
import type { Output } from '../../lib/client.ts'
import { countText } from '../../lib/format.ts'
import type { Target } from '../../lib/paths.ts'
import type { Tone } from '../../ui/status-tag.tsx'

export type Overview = Output<'getMarketOverview'>
export type WorkKind = Overview['work'][number]['kind']

interface WorkWords {
  readonly title: string
  readonly why: string
  readonly tone: Tone
  readonly unit: string
  readonly verb: string
  readonly target: Target
}

const words: Record<WorkKind, WorkWords> = {
  expired_documents: {
    title: '证件已过期',
    why: '过期的执照、许可证、健康证会让经营户不符合要求而失分。',
    tone: 'bad',
    unit: '份',
    verb: '去更新',
    target: { page: 'expiring', search: { withinDays: '0' } },
  },
  missing_documents: {
    title: '证件没有登记',
    why: '有经营户缺营业执照，或应有健康证的从业人员没有登记。',
    tone: 'bad',
    unit: '户',
    verb: '去补登',
    target: { page: 'ledger', search: { documents: 'missing' } },
  },
  expiring_documents: {
    title: '证件 30 天内到期',
    why: '提前通知经营户换证，到期当天就会开始失分。',
    tone: 'warn',
    unit: '份',
    verb: '去查看',
    target: { page: 'expiring', search: { withinDays: '30' } },
  },
  silent_screens: {
    title: '摊位屏没有亮',
    why: '黑屏或断网的屏不算「亮屏展示」，请到摊位看电源和网络。',
    tone: 'bad',
    unit: '块',
    verb: '去查看',
    target: { page: 'ledger', search: { screen: 'silent' } },
  },
  silent_devices: {
    title: '设备没有心跳',
    why: '摄像头、烟感等停止上报后，本系统按没有这台设备计分。',
    tone: 'bad',
    unit: '台',
    verb: '去查看',
    target: { page: 'devices', search: { state: 'silent' } },
  },
  stale_notices: {
    title: '公示没有按期更换',
    why: '必须公示的内容超过更换周期，「按期定时更换」会失分。',
    tone: 'bad',
    unit: '项',
    verb: '去发布',
    target: { page: 'noticeTopics' },
  },
  unlinked_stalls: {
    title: '摊位没有收款码',
    why: '没有收款码的摊位收不到移动支付的交易数据。',
    tone: 'warn',
    unit: '个',
    verb: '去发放',
    target: { page: 'trade' },
  },
  unanswered_orders: {
    title: '订单没有人处理',
    why: '摊位没有按时接单，或消费者没有答复超重、没有补付超重的钱。请打电话问，也可以替摊位接单或退单。',
    tone: 'warn',
    unit: '张',
    verb: '去处理',
    target: { page: 'orders' },
  },
  failed_parcels: {
    title: '包裹没有送到',
    why: '货在市场里等着：请再派人送，或者退回，钱会原路退给消费者。',
    tone: 'warn',
    unit: '个',
    verb: '去安排',
    target: { page: 'parcels', search: { show: 'failed' } },
  },
  quarantined_payments: {
    title: '支付通知对不上',
    why: '和应收的不一致，没有入账。每一笔都写着下一步做什么。',
    tone: 'warn',
    unit: '笔',
    verb: '去核实',
    target: { page: 'reconciliation', search: { view: 'quarantine' } },
  },
  open_differences: {
    title: '对账有差异',
    why: '渠道账单、付款和订单不一致，请逐笔查清并写明结果。',
    tone: 'warn',
    unit: '笔',
    verb: '去查清',
    target: { page: 'reconciliation', search: { view: 'differences' } },
  },
  wrong_codes: {
    title: '摊位贴着不对的收款码',
    why: '巡查最近一次扫到的不是本摊位的码。请换上正确的码，再扫一次。',
    tone: 'warn',
    unit: '个摊位',
    verb: '去看巡查',
    target: { page: 'collection', search: { view: 'patrol' } },
  },
}

export interface WorkItem extends WorkWords {
  readonly kind: WorkKind
  readonly count: string
}

/** Items that need someone, the harmful ones first; a count of zero is no work. */
export const workItems = (work: Overview['work']): WorkItem[] =>
  work
    .filter((w) => w.count > 0)
    .map((w) => ({ ...words[w.kind], kind: w.kind, count: `${countText(w.count)} ${words[w.kind].unit}` }))
    .sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'))

export interface FirstStep {
  readonly title: string
  readonly text: string
  readonly done: boolean
  readonly verb: string
  readonly target: Target
}

/** The four steps of a new market; null once the first three are done. */
export const firstSteps = (counts: Overview['counts']): FirstStep[] | null => {
  const steps: FirstStep[] = [
    {
      title: '导入台账',
      text: '把现有的摊位和经营户表格上传，系统逐行检查。',
      done: counts.stalls > 0,
      verb: '导入台账',
      target: { page: 'ledgerImport' },
    },
    {
      title: '标出分区',
      text: '出入口、主要通道、营业场所，各自应有哪些设备。',
      done: counts.zones > 0,
      verb: '标出分区',
      target: { page: 'zones' },
    },
    {
      title: '接上设备',
      text: '登记已有的摄像头、烟感、摊位屏，领取密钥。',
      done: counts.devices > 0,
      verb: '登记设备',
      target: { page: 'devices' },
    },
  ]
  if (steps.every((s) => s.done)) return null
  return [
    ...steps,
    {
      title: '看达标分数',
      text: '已有多少分，先做什么最划算。',
      done: false,
      verb: '看分数',
      target: { page: 'readiness' },
    },
  ]
}
