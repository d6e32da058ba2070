import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { NoticeKind } from '@smart-market/shared/contracts/notices.ts'

interface DemoNotice {
  readonly kind: NoticeKind
  readonly title: string
  readonly body: string
  /** Days back on which it is published. */
  readonly on: (back: number) => boolean
}

/** Everything that must be published is, but yesterday's and today's quick tests are missing: a topic to refresh. */
const calendar: readonly DemoNotice[] = [
  {
    kind: 'law',
    title: '食品安全法要点',
    body: '经营食用农产品要查验并保存进货凭证；从事接触直接入口食品工作的人员要持有效健康证明上岗。（演示）',
    on: (back) => back === 28,
  },
  {
    kind: 'rule',
    title: '市场管理制度',
    body: '入场查验、明码标价、公平计量、卫生保洁、投诉处理五项制度，全文在市场办公室备查。（演示）',
    on: (back) => back === 28,
  },
  {
    kind: 'operation',
    title: '本月经营管理情况',
    body: '本月完成消防巡查四次、电子秤抽查一轮，未发现重大问题。（演示）',
    on: (back) => back === 20,
  },
  { kind: 'penalty', title: '本月处罚情况', body: '本月没有经营户受到处罚。（演示）', on: (back) => back === 18 },
  {
    kind: 'quality',
    title: '产品质量抽查',
    body: '抽查 12 批次食用农产品，全部符合要求。（演示）',
    on: (back) => back === 14,
  },
  {
    kind: 'trade',
    title: '本周交易信息',
    body: '本周各区交易额与上周持平，蔬菜区略增。（演示）',
    on: (back) => back % 7 === 3,
  },
  {
    kind: 'price',
    title: '今日参考价',
    body: '大白菜 1.20 元/500克，西红柿 3.50 元/500克，猪五花肉 16.00 元/500克，鸡蛋 5.20 元/500克。（演示）',
    on: (back) => back < 10,
  },
  {
    kind: 'quickTest',
    title: '农药残留快检结果',
    body: '抽检蔬菜 10 批次，全部阴性。（演示）',
    on: (back) => back >= 3 && back < 12,
  },
  {
    kind: 'honour',
    title: '获评放心消费示范市场',
    body: '本市场获评放心消费示范市场。（演示）',
    on: (back) => back === 25,
  },
  { kind: 'news', title: '市场夏季营业时间', body: '营业时间 6:00 至 19:00。（演示）', on: (back) => back === 22 },
]

export const demoNotices = async (operator: Client<Api>, marketId: string, back: number): Promise<void> => {
  for (const { kind, title, body } of calendar.filter((notice) => notice.on(back))) {
    await operator.createNotice({ params: { marketId }, body: { kind, title, body, publish: true } })
  }
}
