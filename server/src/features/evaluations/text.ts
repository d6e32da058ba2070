/** Words of the course and its papers that no enumerated value has. */
import type { Application } from '@smart-market/shared/contracts/evaluations.ts'

type Section = 'profile' | 'organisation' | 'investment' | 'highlights' | 'other'

/** The five parts of annex 3; the fifth is for whatever else there is to say. */
export const sectionNames: readonly {
  readonly key: Section & keyof Application
  readonly name: string
  readonly required: boolean
}[] = [
  { key: 'profile', name: '公司基本概况', required: true },
  { key: 'organisation', name: '市场内部管理机构、人员情况', required: true },
  { key: 'investment', name: '市场智慧化投入情况及智慧化介绍', required: true },
  { key: 'highlights', name: '本市场智慧化建设工作亮点', required: true },
  { key: 'other', name: '其他需要说明的事项', required: false },
]

/** Length and origin of the public notice; the document prints no length. */
export const noticeRule = (days: number, certain: boolean): string =>
  `公示 ${days} 个工作日。郑市发〔2021〕91号 四（4）只规定将名单进行公示，没有规定天数；天数由市级在开始公示时确定（凭记忆：常见为 5 个工作日，未核对）${certain ? '' : '；所跨年度的节假日安排尚未公布，截止日按周一至周五推算'}。`

/** Before it is known better; see `noticeRule`. */
export const defaultNoticeDays = 5
