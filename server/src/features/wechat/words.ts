/** Words inside a message: short, because WeChat cuts a thing at 20 characters and a phrase at five. */
export const words = {
  accepted: { status: '已接单', tip: '备好后再来取，可看订单进度' },
  overweight: { status: '等您答复', tip: '称出来比订的重，请点开看要不要' },
  ready: { status: '已备好', tip: '凭订单里的取货码到摊位取' },
  onTheWay: { status: '配送中', tip: '到了请报订单里的收货码' },
  refunded: { status: '已退款', tip: '原路退回，以到账通知为准' },
  recalled: { status: '已召回', tip: '请不要再食用，可退货退款' },
  newOrder: { status: '新订单', tip: '请尽快接单' },
  lateOrder: { status: '催接单', tip: '顾客等了很久，请马上接单' },
  complaint: {
    answer: { status: '有答复', tip: '点开看答复，可以同意或补充' },
    decline: { status: '不予受理', tip: '点开看原因' },
    settle: { status: '已调解', tip: '点开看调解结果' },
    close: { status: '已办结', tip: '点开看处理结果' },
  },
  noStall: '市场',
} as const
