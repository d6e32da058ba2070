/** Words around messages by WeChat, and around the phone number that WeChat knows. */
export const tellingText = {
  order: {
    title: '微信通知我',
    note: '订单有动静时，微信各发一条，发完就没有了。不同意也不影响买菜。',
    button: '有动静时微信通知我',
  },
  complaint: {
    title: '微信通知我',
    note: '有答复时，微信发一条。不同意也照样办理，凭查询码随时能看。',
    button: '有答复时微信通知我',
  },
  stall: {
    title: '微信通知新订单',
    note: '没开着小程序也知道来单。微信的规矩是同意一次发一条，可以多点几次攒着。',
    button: '通知我新订单',
    ready: (count: string) => `还能通知 ${count} 次`,
    none: '现在不会通知',
  },
  yes: (kinds: string) => `好的，会通知您：${kinds}。`,
  also: (kinds: string) => `也通知我：${kinds}`,
  no: '好的，不发。进度随时在小程序里看。',
  off: '微信里关了通知，没有记下。要收的话，请在小程序右上角“…”的“设置”里打开订阅消息。',
  web: '浏览器里发不了微信通知，进度在这里和“我的订单”里看。',
  usePhone: '用微信手机号',
  phoneBusy: '正在取手机号…',
  phoneNone: '没有取到手机号，请直接填写。',
} as const
