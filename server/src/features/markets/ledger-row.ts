/** One row of a ledger file as typed values, or the reasons why it cannot be. Pure. */
import { isCreditCode } from '@smart-market/shared/credit-code.ts'
import { creditGrades, licenceKinds } from '@smart-market/shared/contracts/markets.ts'
import { isResidentId, maskResidentId } from '@smart-market/shared/resident-id.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { isDate } from '@smart-market/shared/time.ts'
import type { RowError } from '@smart-market/shared/contracts/imports.ts'
import type { ImportRow } from '../../importing/importer.ts'
import type { LicenceKind } from './domain.ts'

export interface LicenceEntry {
  readonly kind: LicenceKind
  readonly number: string
  readonly scope: string | null
  readonly validFrom: string | null
  readonly validTo: string | null
  /** 长期 was written: stored as no end, unlike an empty cell, which changes nothing. */
  readonly endless: boolean
}
export interface StaffEntry {
  readonly name: string
  readonly duty: string | null
  readonly certificate: { readonly number: string; readonly validFrom: string | null; readonly validTo: string } | null
}
/** What a row says about the merchant at its stall; null where the cell is empty, which never erases what is stored. */
export interface MerchantEntry {
  readonly name: string
  readonly kind: 'person' | 'firm' | null
  readonly creditCode: string | null
  readonly principalName: string | null
  readonly principalResidentId: string | null
  readonly phone: string | null
  readonly goodsScope: string | null
  readonly sellsReadyToEat: boolean | null
  readonly creditGrade: (typeof creditGrades)[number] | null
  readonly tenancyFrom: string | null
  readonly tenancyTo: string | null
  readonly licences: readonly LicenceEntry[]
  readonly staff: StaffEntry | null
}
export interface LedgerEntry {
  readonly row: number
  readonly stallCode: string
  readonly zoneName: string | null
  readonly areaSquareMetres: number | null
  readonly merchant: MerchantEntry | null
}
export interface ParsedRow {
  /** Null when there are errors. */
  readonly entry: LedgerEntry | null
  readonly errors: readonly RowError[]
  readonly warnings: readonly RowError[]
}

const stallCodePattern = /^[\p{L}\p{N}][\p{L}\p{N}#/.-]{0,31}$/u
/** What people write where there is no name. */
const noName =
  /^([-—–_/\\.?？*×xX]+|nil|n\/?a|none|null|无|暂无|没有|空|空置|空摊|空位|待定|待租|未出租|闲置|无招牌|\(?no sign ?board\)?|to be updated|tba|vacant)$/i

type Fail = (field: string, reason: string, value?: string) => null

export const parseLedgerRow = (row: ImportRow, today: string): ParsedRow => {
  const errors: RowError[] = []
  const warnings: RowError[] = []
  const cell = (field: string): string => (row.cells[field] ?? '').normalize('NFKC').trim()
  const fail: Fail = (field, reason, value = cell(field)) => {
    errors.push({ row: row.row, column: field, value, reason })
    return null
  }
  const warn = (field: string, reason: string): void => {
    warnings.push({ row: row.row, column: field, value: cell(field), reason })
  }
  const text = (field: string, max: number): string | null => {
    const value = cell(field)
    if (value.length > max) return fail(field, `最多 ${max} 个字，现在有 ${value.length} 个`, `${value.slice(0, 40)}…`)
    return value === '' ? null : value
  }
  const date = (field: string): string | null => {
    const value = cell(field)
    return value === '' ? null : (readDate(value) ?? fail(field, dateReason(value)))
  }
  const reader = { cell, text, date, fail, warn, today }
  const stallCode = readStallCode(reader)
  const zoneName = text('zone', 40)
  const areaSquareMetres = readArea(reader)
  const merchant = readMerchant(reader)
  const entry =
    errors.length > 0 || stallCode === null ? null : { row: row.row, stallCode, zoneName, areaSquareMetres, merchant }
  return { entry, errors, warnings }
}

interface Reader {
  readonly cell: (field: string) => string
  readonly text: (field: string, max: number) => string | null
  readonly date: (field: string) => string | null
  readonly fail: Fail
  readonly warn: (field: string, reason: string) => void
  readonly today: string
}

const readStallCode = ({ cell, fail, warn }: Reader): string | null => {
  const given = cell('stallCode').replace(/\s+/g, '').replace(/^#/, '')
  if (stallCodePattern.test(given)) return given
  const fallback = cell('fallbackCode').replace(/\s+/g, '')
  if (stallCodePattern.test(fallback)) {
    warn(
      'stallCode',
      given === '' ? `没有摊位号，用备用编号 ${fallback} 代替` : `摊位号不合格式，用备用编号 ${fallback} 代替`,
    )
    return fallback
  }
  return fail('stallCode', given === '' ? '请填写摊位号' : '摊位号只能用文字、数字和 - # / .，最多 32 个字')
}

const readArea = ({ cell, fail }: Reader): number | null => {
  const value = cell('areaSquareMetres').replace(/(平方米|平米|㎡|m2|平)$/i, '')
  if (value === '') return null
  const area = Number(value)
  return area > 0 && area <= 100_000 ? area : fail('areaSquareMetres', '面积应是大于 0 的数字，单位平方米')
}

const readMerchant = (reader: Reader): MerchantEntry | null => {
  const { text, date, fail, warn } = reader
  const name = text('merchantName', 80)
  const licences = readLicences(reader)
  const creditCode =
    readCreditCode(reader) ?? licences.find((l) => l.kind === 'business' && isCreditCode(l.number))?.number ?? null
  const tenancyFrom = date('tenancyFrom')
  const tenancyTo = date('tenancyTo')
  const entry = {
    name: name ?? '',
    kind: readKind(reader, creditCode),
    creditCode,
    principalName: text('principalName', 40),
    principalResidentId: readResidentId(reader),
    phone: readPhone(reader),
    goodsScope: text('goodsScope', 200),
    sellsReadyToEat: readYesNo(reader),
    creditGrade: readCreditGrade(reader),
    tenancyFrom,
    tenancyTo,
    licences,
    staff: readStaff(reader),
  }
  if (tenancyTo !== null && tenancyTo <= (tenancyFrom ?? reader.today))
    fail('tenancyTo', tenancyFrom === null ? '退出日期已过，请一并填写入驻日期' : '退出日期必须晚于入驻日期')
  if (name !== null && !noName.test(name)) return entry
  if (creditCode !== null || entry.principalResidentId !== null)
    return fail('merchantName', '有经营户的代码或证件号，但没有经营户名称')
  const also = licences.length > 0 || entry.staff !== null ? '，这一行的证照和人员没有登记' : ''
  warn('merchantName', `${name === null ? '没有经营户名称' : `「${name}」不是名称`}，摊位按空置登记${also}`)
  return null
}

const readCreditCode = ({ cell, fail }: Reader): string | null => {
  const value = cell('creditCode').replace(/\s+/g, '').toUpperCase()
  if (value === '' || noName.test(value)) return null
  if (value.length !== 18) return fail('creditCode', `统一社会信用代码应为 18 位，现在是 ${value.length} 位`)
  return isCreditCode(value) ? value : fail('creditCode', '统一社会信用代码的校验位不对，请核对 18 位代码')
}

const readResidentId = ({ cell, fail }: Reader): string | null => {
  const value = cell('principalResidentId').replace(/\s+/g, '').toUpperCase()
  if (value === '' || noName.test(value)) return null
  if (isResidentId(value)) return value
  const shown = value.length > 8 ? maskResidentId(value) : '****'
  return fail(
    'principalResidentId',
    value.length === 18
      ? '身份证号的校验位或出生日期不对，请核对 18 位号码'
      : `身份证号应为 18 位，现在是 ${value.length} 位`,
    shown,
  )
}

const readPhone = ({ cell, fail, warn }: Reader): string | null => {
  const value = cell('phone')
  if (value === '' || noName.test(value)) return null
  const [first = '', ...more] = value.split(/[/;；,，、\s]+(?=[+\d])/)
  if (!/^\+?[\d -]{7,20}$/.test(first)) return fail('phone', '电话只能是 7 到 20 位数字')
  if (more.length > 0) warn('phone', `有 ${more.length + 1} 个电话，只登记第一个 ${first}`)
  return first
}

const readKind = ({ cell, fail }: Reader, creditCode: string | null): MerchantEntry['kind'] => {
  const value = cell('merchantKind')
  if (/个体|个人|自然人|农户|person/i.test(value)) return 'person'
  if (/企业|公司|合作社|法人|firm|company/i.test(value)) return 'firm'
  if (value !== '') return fail('merchantKind', '经营户类型应为「个体工商户」或「企业」')
  // GB 32100-2015: characters 1–2 tell who registered it and what it is; 92 is a self-employed household.
  if (creditCode !== null) return creditCode.startsWith('92') ? 'person' : 'firm'
  return /(公司|合作社|集团|厂)$/.test(cell('merchantName')) ? 'firm' : null
}

const readYesNo = ({ cell, fail }: Reader): boolean | null => {
  const value = cell('sellsReadyToEat')
  if (value === '') return null
  if (/^(是|有|对|√|✓|y|yes|true|1)$/i.test(value)) return true
  return /^(否|无|不|没有|×|n|no|false|0|-)$/i.test(value) ? false : fail('sellsReadyToEat', '请填「是」或「否」')
}

const readCreditGrade = ({ cell, fail }: Reader): MerchantEntry['creditGrade'] => {
  const value = cell('creditGrade').toUpperCase()
  if (value === '' || noName.test(value)) return null
  const letter = value.replace(/(级|等|等级|类)$/, '')
  const grade = creditGrades.find((g) => g === letter || labels.creditGrade[g].replace(/\s/g, '').endsWith(value))
  return grade ?? fail('creditGrade', '信用等级应为 A、B、C 或 D')
}

const readLicences = (reader: Reader): LicenceEntry[] => {
  const own = licenceKinds.map((kind) => readLicence(reader, `${kind}Licence`, () => kind))
  const free = readLicence(reader, 'licence', (number) => readLicenceKind(reader, number))
  return [...own, free].filter((licence) => licence !== null)
}

const readLicenceKind = ({ cell, fail }: Reader, number: string): LicenceKind | null => {
  const value = cell('licenceKind')
  if (value === '') {
    if (isCreditCode(number)) return 'business'
    // 食品经营许可证编号 is JY and 14 digits: 食品经营许可管理办法 (2023) art. 27.
    return /^JY\d{14}$/.test(number) ? 'food' : 'other'
  }
  const kind = licenceKinds.find((k) => labels.licenceKind[k].includes(value) || value.includes(labels.licenceKind[k]))
  return kind ?? fail('licenceKind', `证照种类应为：${Object.values(labels.licenceKind).join('、')}`)
}

const readLicence = (
  { cell, text, date, fail, warn, today }: Reader,
  prefix: string,
  kindOf: (number: string) => LicenceKind | null,
): LicenceEntry | null => {
  const [numberField, scopeField, fromField, toField] = [
    `${prefix}Number`,
    `${prefix}Scope`,
    `${prefix}ValidFrom`,
    `${prefix}ValidTo`,
  ] as const
  const end = cell(toField)
  const endless = /^(长期|永久|长期有效|永久有效|无固定期限|无期限)$/.test(end)
  // 「2021-03-01至2026-02-28」 in one cell.
  const range = /^(\d{4}.*?)\s*(?:至|到|~|—+|--)\s*(\d{4}.*|长期)$/.exec(end)
  const validFrom =
    range === null ? date(fromField) : (readDate(range[1] ?? '') ?? fail(toField, dateReason(range[1] ?? '')))
  const validTo =
    endless || range?.[2] === '长期'
      ? null
      : range === null
        ? date(toField)
        : (readDate(range[2] ?? '') ?? fail(toField, dateReason(range[2] ?? '')))
  const scope = text(scopeField, 500)
  const number = text(numberField, 60)
  if (number === null || noName.test(number)) {
    if (cell(numberField) === '' && (validTo !== null || validFrom !== null)) fail(numberField, '填了有效期但没有编号')
    return null
  }
  const kind = kindOf(number.toUpperCase())
  if (kind === null) return null
  if (validFrom !== null && validTo !== null && validTo < validFrom) fail(toField, '有效期至不能早于有效期起')
  if (validTo !== null && validTo < today) warn(toField, `${labels.licenceKind[kind]}已于 ${validTo} 到期`)
  return { kind, number, scope, validFrom, validTo, endless: endless || range?.[2] === '长期' }
}

const readStaff = ({ cell, text, date, fail, warn, today }: Reader): StaffEntry | null => {
  const number = text('healthCertificateNumber', 60)
  const validFrom = date('healthCertificateValidFrom')
  const validTo = date('healthCertificateValidTo')
  const hasNumber = number !== null && !noName.test(number)
  const name = text('staffName', 40) ?? (hasNumber ? text('principalName', 40) : null)
  if (!hasNumber && validTo !== null) return fail('healthCertificateNumber', '填了健康证有效期但没有编号')
  if (!hasNumber)
    return name === null || noName.test(name) ? null : { name, duty: text('staffDuty', 40), certificate: null }
  if (name === null) return fail('staffName', '填了健康证但没有姓名')
  if (validTo === null)
    return cell('healthCertificateValidTo') === '' ? fail('healthCertificateValidTo', '请填写健康证有效期至') : null
  if (validFrom !== null && validTo < validFrom) return fail('healthCertificateValidTo', '有效期至不能早于有效期起')
  if (validTo < today) warn('healthCertificateValidTo', `健康证已于 ${validTo} 到期`)
  return { name, duty: text('staffDuty', 40), certificate: { number, validFrom, validTo } }
}

/** `2026-01-31` from the ways in which people write dates; undefined for anything else and for days that never were. */
export const readDate = (text: string): string | undefined => {
  const found =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/.exec(
      text,
    ) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (found === null) return undefined
  const date = `${found[1]}-${found[2]?.padStart(2, '0')}-${found[3]?.padStart(2, '0')}`
  return isDate(date) && date >= '1900-01-01' && date < '2200-01-01' ? date : undefined
}

const dateReason = (text: string): string =>
  /^\d{4}\s*[-/.年]?\s*\d{1,2}\s*[-/.月]?\s*\d{1,2}/.test(text)
    ? '没有这一天，请核对日期'
    : '日期应写成 2026-01-31 的样子'
