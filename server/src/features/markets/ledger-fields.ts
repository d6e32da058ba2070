/** Columns of a ledger file: what they are called by people, and what each must look like. */
import { licenceKinds } from '@smart-market/shared/contracts/markets.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import type { ImportFieldRule } from '../../importing/importer.ts'
import type { LicenceKind } from './domain.ts'

const dateHint = '日期，如 2026-01-31 或 2026年1月31日'
const field = (
  name: string,
  label: string,
  hint: string,
  synonyms: readonly string[],
  more: Partial<ImportFieldRule> = {},
): ImportFieldRule => ({ field: name, label, required: false, hint, synonyms, ...more })

const licenceNames: Readonly<Record<LicenceKind, readonly string[]>> = {
  business: ['营业执照', '执照'],
  food: ['食品经营许可证', '食品许可证', '食品经营许可'],
  food_small: ['小餐饮小食杂登记证', '食品摊贩登记证', '小食杂登记证', '小餐饮登记证', '仅销售预包装食品备案'],
  meat: ['动物防疫条件合格证', '动物防疫证', '肉品经营许可证'],
  aquatic: ['水产经营许可', '水产许可证'],
  other: ['其他证照', '其它证照', 'licence', 'license'],
}
/** Kinds whose own columns stand in the blank template; the others can still be mapped. */
const commonKinds: readonly LicenceKind[] = ['business', 'food', 'food_small']

const licenceFields = licenceKinds.flatMap((kind) => {
  const names = licenceNames[kind]
  const label = labels.licenceKind[kind]
  const inTemplate = commonKinds.includes(kind)
  const with_ = (...endings: string[]): string[] => names.flatMap((name) => endings.map((ending) => name + ending))
  return [
    field(`${kind}LicenceNumber`, `${label}编号`, '证上的编号', with_('编号', '号', '号码', '证号', '_no', ''), {
      inTemplate,
    }),
    field(
      `${kind}LicenceScope`,
      `${label}范围`,
      '证上的经营范围，最多 500 字',
      with_('经营范围', '许可范围', '经营项目'),
      {
        inTemplate: false,
      },
    ),
    field(
      `${kind}LicenceValidFrom`,
      `${label}有效期起`,
      dateHint,
      with_('发证日期', '有效期自', '有效期开始', '签发日期'),
      {
        inTemplate: false,
      },
    ),
    field(
      `${kind}LicenceValidTo`,
      `${label}有效期至`,
      `${dateHint}；没有期限写「长期」`,
      with_('有效期', '有效期限', '到期日', '到期日期', '有效期止', '截止日期', '期限'),
      { inTemplate },
    ),
  ]
})

export const ledgerFields: readonly ImportFieldRule[] = [
  field(
    'market',
    '市场名称',
    '一个文件里有几个市场时才需要',
    ['market', 'market name', '市场', '所属市场', '农贸市场'],
    {
      inTemplate: false,
    },
  ),
  field(
    'stallCode',
    '摊位号',
    '市场里不重复，文字、数字和 - # / .，最多 32 个字',
    [
      '摊位编号',
      '摊位',
      '摊号',
      '铺位号',
      '铺位',
      '档口号',
      '档口',
      '门店号',
      '商铺号',
      '位置',
      'unit_no',
      'stall no',
      'stall',
      'stall code',
      'stall number',
      'unit number',
    ],
    { required: true },
  ),
  field(
    'fallbackCode',
    '备用编号',
    '摊位号空着或不合格式时用它代替',
    ['licence_no', 'license_no', 'licence number', 'license number'],
    {
      inTemplate: false,
      sharesColumn: true,
    },
  ),
  field('zone', '分区', '分区名称；没有的分区会新建', [
    '区域',
    '所属区域',
    '所在区域',
    '经营区域',
    '分区名称',
    '经营区',
    'zone',
    'section',
  ]),
  field('areaSquareMetres', '面积（平方米）', '数字', ['面积', '摊位面积', '平方', '平米', 'area'], {
    inTemplate: false,
  }),
  field('merchantName', '经营户名称', '营业执照上的名称；空着表示摊位没有人', [
    '经营户',
    '商户名称',
    '商户',
    '经营者名称',
    '经营单位',
    '店名',
    '商铺名称',
    '字号',
    '名称',
    '业户',
    '业户名称',
    'business_name',
    'merchant',
    'merchant name',
    'trading name',
  ]),
  field('merchantKind', '经营户类型', '个体工商户或企业；空着按名称和代码判断', ['主体类型', '市场主体类型', '类型'], {
    inTemplate: false,
  }),
  field('creditCode', '统一社会信用代码', '18 位', [
    '信用代码',
    '社会信用代码',
    '统一信用代码',
    '营业执照统一社会信用代码',
    'credit code',
    'uen',
  ]),
  field('principalName', '负责人', '最多 40 字', [
    '经营者',
    '经营者姓名',
    '负责人姓名',
    '法定代表人',
    '法人',
    '法人代表',
    '业主',
    '业主姓名',
    '姓名',
    '联系人',
    'principal',
    'owner',
  ]),
  field('principalResidentId', '身份证号', '18 位，加密保存', [
    '身份证',
    '身份证号码',
    '负责人身份证号',
    '经营者身份证号',
    '证件号码',
  ]),
  field('phone', '联系电话', '7 到 20 位数字', [
    '电话',
    '手机',
    '手机号',
    '手机号码',
    '联系方式',
    '电话号码',
    '联系手机',
    'phone',
    'tel',
    'mobile',
  ]),
  field('goodsScope', '经营范围', '卖什么，最多 200 字', [
    '经营品种',
    '经营项目',
    '经营品类',
    '主营',
    '主营品种',
    '经营种类',
    '经营类别',
    '品类',
    '品种',
    'business_type',
    'goods',
    'trade',
  ]),
  field('sellsReadyToEat', '卖直接入口食品', '是或否', [
    '直接入口食品',
    '是否直接入口',
    '是否经营直接入口食品',
    '是否熟食',
  ]),
  field('creditGrade', '信用等级', 'A、B、C 或 D', ['信用', '等级', '诚信等级', '信用评级', '信用分级', 'grade']),
  field('tenancyFrom', '入驻日期', `${dateHint}；空着按导入当天`, [
    '入驻时间',
    '入场日期',
    '进场日期',
    '合同开始',
    '合同开始日期',
    '租赁开始',
    '租期开始',
    '起租日期',
    '合同起始日期',
  ]),
  field('tenancyTo', '退出日期', `${dateHint}；从这一天起摊位空出`, [
    '退场日期',
    '合同结束',
    '合同到期',
    '合同到期日',
    '合同结束日期',
    '租赁到期',
    '租期结束',
    '合同终止日期',
  ]),
  field(
    'licenceKind',
    '证照种类',
    `${Object.values(labels.licenceKind).join('、')}`,
    ['许可证种类', '证件种类', '证照类型', '证照名称'],
    { inTemplate: false },
  ),
  field('licenceNumber', '证照编号', '证上的编号', ['许可证编号', '许可证号', '证照号', '证照号码'], {
    inTemplate: false,
  }),
  field('licenceScope', '证照范围', '最多 500 字', ['许可范围'], { inTemplate: false }),
  field('licenceValidFrom', '证照有效期起', dateHint, ['发证日期', '许可证发证日期'], { inTemplate: false }),
  field(
    'licenceValidTo',
    '证照有效期至',
    `${dateHint}；没有期限写「长期」`,
    ['有效期', '有效期至', '有效期限', '到期日期', '许可证有效期', '证照有效期'],
    { inTemplate: false },
  ),
  ...licenceFields,
  field('staffName', '从业人员姓名', '一行一人；空着时健康证记在负责人名下', [
    '从业人员',
    '员工姓名',
    '员工',
    '人员姓名',
    '健康证姓名',
    '健康证持有人',
  ]),
  field('staffDuty', '从业人员岗位', '最多 40 字', ['岗位', '工种'], { inTemplate: false }),
  field('healthCertificateNumber', '健康证编号', '加密保存', ['健康证', '健康证号', '健康证号码', '健康合格证编号']),
  field('healthCertificateValidFrom', '健康证有效期起', dateHint, ['健康证发证日期', '健康证办理日期', '体检日期'], {
    inTemplate: false,
  }),
  field('healthCertificateValidTo', '健康证有效期至', dateHint, [
    '健康证有效期',
    '健康证到期日',
    '健康证到期日期',
    '健康证有效期限',
    '健康证截止日期',
  ]),
]
