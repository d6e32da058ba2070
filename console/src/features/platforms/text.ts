/** Words of 上报 that no other page needs. */
import type { FeedSubscriber } from '@smart-market/shared/contracts/feeds.ts'

export const profileText: Readonly<Record<FeedSubscriber['profile'], string>> = {
  'webhook-ed25519': '市场公钥（Ed25519，推荐）',
  'webhook-hmac': '共同密钥（HMAC）',
  'http-signature': 'HTTP 消息签名（RFC 9421）',
  'webhook-sm2': '国密接口（SM2/SM3）',
}

export const profileHint: Readonly<Record<FeedSubscriber['profile'], string>> = {
  'webhook-ed25519': '把「签名密钥」页上的公钥交给对方，没有要保密的东西。',
  'webhook-hmac': '双方用同一把密钥。对方平台已给密钥的填在下面，没有的由本系统生成。',
  'http-signature': '政务平台要求 RFC 9421 时选这一项；公钥在「签名密钥」页。',
  'webhook-sm2': '软件实现的接口兼容，不等于通过密评。',
}

export const words = {
  direct: '由平台直接确认',
  relayed: '由下级平台带回',
  receiptKeyHint:
    '数据由区级平台转报到这个平台时才填：粘贴对方公开页上的公钥，对方签名的回执由区级平台带回，别人代签的不算。',
  subscribers: '推送',
  subscribersNote: '有新数据时主动发给登记的平台；没发到的自动重试，一条也不会丢。',
  noSubscribers: '还没有推送对象。上级平台给了收件地址，就在这里登记；没有收件地址的，由对方用密钥来读取。',
  noneFound: '没有符合条件的推送对象',
  searchHint: '名称或网址',
  whole: '全部数据，带校验链',
  rotateHint: '重叠期内新旧两个签名一起发，对方换好之前不会中断。',
  replayHint: '对方已有的数据会认出来，不会重复。',
  removeHint: '不再发给它；以后重新登记，从第一条起补发。',
  deadLetters: '对方拒收的数据',
  noDeadLetters: '没有被拒收的数据',
  noSuchDeadLetters: '没有这样的拒收数据',
  deadLetterHint: '搜索序号、原因、英文类型名',
  holdsUp: '后面的数据在等这一条',
  keys: '签名密钥',
  keysNote: '本市场的数据由这里的密钥签名，任何人都能用公钥核验。',
  noKeys: '还没有密钥：第一次签名时自动生成。',
  rotateKeyHint: '旧密钥为新密钥作证，平台自动认得新密钥；重叠期过后旧密钥只用于核验以前的数据。',
  noHeads: '还没有每日签名，每天自动签一次。',
  headsNote: '每天一份：到第几条、多少笔、多少钱，由市场签名。以后改动任何一条旧数据都会对不上。',
} as const
