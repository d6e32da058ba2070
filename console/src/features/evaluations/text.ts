/** The five parts of annex 3, with what a good answer has in it. */
export const sections = [
  { key: 'profile', name: '公司基本概况', hint: '开业时间、占地、摊位数、经营品类、年交易额。' },
  { key: 'organisation', name: '市场内部管理机构、人员情况', hint: '机构设置、管理人员数、制度。' },
  { key: 'investment', name: '市场智慧化投入情况及智慧化介绍', hint: '软硬件投入金额和内容，证明材料在下面上传。' },
  { key: 'highlights', name: '本市场智慧化建设工作亮点', hint: '做得好的两三件事，有数字。' },
  { key: 'other', name: '其他需要说明的事项', hint: '没有可以不填。' },
] as const
