/** Ids are opaque text with a prefix that tells people what they look at; code never parses one. */

declare const brand: unique symbol
export type Id<P extends string> = string & { readonly [brand]: P }

export const idPrefixes = {
  market: 'mkt',
  user: 'usr',
  session: 'ses',
  apiKey: 'key',
  zone: 'zon',
  stall: 'stl',
  merchant: 'mer',
  tenancy: 'ten',
  licence: 'lic',
  staffMember: 'stf',
  healthCertificate: 'hcr',
  ledgerImport: 'imp',
  device: 'dev',
  notice: 'ntc',
  noticeAttachment: 'nat',
  sale: 'sal',
  saleSource: 'src',
  stallCode: 'cod',
  platformLink: 'plk',
  alarmTest: 'alt',
  analysisRun: 'ana',
  snapshot: 'snp',
  judgement: 'jdg',
  paymentAccount: 'pac',
  charge: 'chg',
  combinedCharge: 'cmb',
  payment: 'pay',
  refund: 'rfd',
  paymentFact: 'pfa',
  quarantineCase: 'qua',
  statement: 'sta',
  terminalReceipt: 'trm',
  difference: 'dif',
  stallCodeScan: 'scn',
  stallPayment: 'spm',
  listing: 'lst',
  priceChange: 'prc',
  orderGroup: 'grp',
  stallOrder: 'ord',
  parcel: 'par',
  deliveryZone: 'dzn',
  deliverySlot: 'dsl',
  supplier: 'sup',
  storedFile: 'fil',
  intake: 'itk',
  batch: 'bat',
  quickTest: 'qts',
  salesHold: 'hld',
  disposal: 'dsp',
  transformation: 'trf',
  recall: 'rec',
  testReport: 'trp',
  buyerMessage: 'bms',
  messageGrant: 'mgr',
  wechatMessage: 'wxm',
  epcisCapture: 'cap',
  floorPlan: 'fpl',
  complaint: 'cmp',
  violationReport: 'vrp',
  casePhoto: 'pho',
  tradePhoto: 'tph',
  rating: 'rat',
  reweigh: 'rwg',
  creditEvent: 'cre',
  creditAppeal: 'apl',
  inspectionTemplate: 'itp',
  inspection: 'isp',
  inspectionFinding: 'fnd',
  metrologyCheck: 'mtc',
  evaluation: 'evl',
  evaluationMove: 'evm',
  evaluationPaper: 'evp',
  sheetEvidence: 'evd',
  bonusItem: 'bon',
  objection: 'obj',
  auditEntry: 'aud',
  event: 'evt',
  feedKey: 'fky',
  subscriber: 'sub',
  deadLetter: 'ded',
  quarantine: 'qrn',
} as const
export type IdKind = keyof typeof idPrefixes

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * `prefix_` + 9 characters of time + 12 of randomness (60 bits): ids made later sort later, which keeps B-trees
 * dense. `random` must return values in [0, 256).
 */
export const makeId = (kind: IdKind, at: Date, random: (bytes: number) => Uint8Array): string => {
  let time = ''
  for (let rest = at.getTime(), i = 0; i < 9; i++, rest = Math.floor(rest / 32))
    time = alphabet.charAt(rest % 32) + time
  let tail = ''
  for (const byte of random(12)) tail += alphabet.charAt(byte & 31)
  return `${idPrefixes[kind]}_${time}${tail}`
}
