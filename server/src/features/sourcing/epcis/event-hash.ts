/**
 * Event ids by the hash of CBV 2.0 (section 8.9): values in the standard's order, times in UTC with milliseconds,
 * numbers without trailing zeros, vocabulary as web URIs, GS1 keys as canonical Digital Link URIs, lists sorted, then
 * SHA-256. The same event gets the same id whoever writes it down, so that sending it twice is harmless.
 */
import { createHash } from 'node:crypto'

type Json = unknown
type Fields = Readonly<Record<string, Json>>
type Order = readonly (readonly [name: string, children: Order | null])[]

const leaf = (...names: readonly string[]): Order => names.map((name) => [name, null])
const quantity = leaf('epcClass', 'quantity', 'uom')
const order: Order = [
  ...leaf('eventTime', 'eventTimeZoneOffset', 'epcList', 'parentID', 'inputEPCList', 'childEPCs'),
  ['quantityList', quantity],
  ['childQuantityList', quantity],
  ['inputQuantityList', quantity],
  ...leaf('outputEPCList'),
  ['outputQuantityList', quantity],
  ...leaf('action', 'transformationID', 'bizStep', 'disposition'),
  ['persistentDisposition', leaf('set', 'unset')],
  ['readPoint', leaf('id')],
  ['bizLocation', leaf('id')],
  ['bizTransactionList', leaf('type', 'bizTransaction')],
  ['sourceList', leaf('type', 'source')],
  ['destinationList', leaf('type', 'destination')],
  [
    'sensorElementList',
    [
      [
        'sensorMetadata',
        leaf(
          'time',
          'startTime',
          'endTime',
          'deviceID',
          'deviceMetadata',
          'rawData',
          'dataProcessingMethod',
          'bizRules',
        ),
      ],
      [
        'sensorReport',
        leaf(
          'type',
          'exception',
          'deviceID',
          'deviceMetadata',
          'rawData',
          'dataProcessingMethod',
          'time',
          'microorganism',
          'chemicalSubstance',
          'value',
          'component',
          'stringValue',
          'booleanValue',
          'hexBinaryValue',
          'uriValue',
          'minValue',
          'maxValue',
          'meanValue',
          'sDev',
          'percRank',
          'percValue',
          'uom',
          'coordinateReferenceSystem',
        ),
      ],
    ],
  ],
  ['ilmd', []],
]
const ignored = new Set([
  'type',
  'eventID',
  'recordTime',
  'errorDeclaration',
  '@context',
  'certificationInfo',
  'rdfs:comment',
  'comment',
])
/** Name of one element where the list has another: `epcList` holds `epc`s. */
const elementNames: Readonly<Record<string, string>> = {
  epcList: 'epc',
  inputEPCList: 'epc',
  outputEPCList: 'epc',
  childEPCs: 'epc',
  quantityList: 'quantityElement',
  childQuantityList: 'quantityElement',
  inputQuantityList: 'quantityElement',
  outputQuantityList: 'quantityElement',
  sensorElementList: 'sensorElement',
}
const vocabularies: Readonly<Record<string, string>> = {
  bizStep: 'https://ref.gs1.org/cbv/BizStep-',
  disposition: 'https://ref.gs1.org/cbv/Disp-',
  set: 'https://ref.gs1.org/cbv/Disp-',
  unset: 'https://ref.gs1.org/cbv/Disp-',
  component: 'https://ref.gs1.org/cbv/Comp-',
  exception: 'https://gs1.org/voc/',
}
/** What a bare `type` means depends on whose it is. */
const typeVocabularies: Readonly<Record<string, string>> = {
  bizTransactionList: 'https://ref.gs1.org/cbv/BTT-',
  sourceList: 'https://ref.gs1.org/cbv/SDT-',
  destinationList: 'https://ref.gs1.org/cbv/SDT-',
  sensorReport: 'https://gs1.org/voc/',
}

/** `ni:///sha-256;…?ver=CBV2.0` of an event; `namespaces` are the prefixes of its document's context. */
export const eventIdOf = (event: Fields, namespaces: Readonly<Record<string, string>> = {}): string =>
  `ni:///sha-256;${createHash('sha256').update(preHashOf(event, namespaces), 'utf8').digest('hex')}?ver=CBV2.0`

/** The text that is hashed. */
export const preHashOf = (event: Fields, namespaces: Readonly<Record<string, string>> = {}): string => {
  const known = new Set(order.map(([name]) => name))
  const own = Object.entries(event).filter(([name]) => !known.has(name) && !ignored.has(name))
  return `eventType=${String(event.type)}${inOrder(event, order, '', namespaces)}${extensions(own, namespaces)}`
}

const inOrder = (fields: Fields, names: Order, parent: string, namespaces: Readonly<Record<string, string>>): string =>
  names
    .map(([name, children]) => {
      const value = fields[name]
      if (value === undefined || value === null) return ''
      if (name === 'ilmd') return `ilmd${extensions(Object.entries(value as Fields), namespaces)}`
      if (!Array.isArray(value)) return one(name, name, value, children, parent, namespaces)
      const element = elementNames[name]
      const parts = value.map((item: Json) => one(element ?? name, name, item, children, parent, namespaces)).sort()
      if (parts.length === 0) return ''
      // Lists of pairs repeat no name of their own around each; others stand inside their list's name.
      if (element !== undefined) return name + parts.join('')
      return name in typeVocabularies && name.endsWith('List')
        ? name + parts.map((part) => part.slice(name.length)).join('')
        : parts.join('')
    })
    .join('')

const one = (
  label: string,
  name: string,
  value: Json,
  children: Order | null,
  parent: string,
  namespaces: Readonly<Record<string, string>>,
): string => {
  if (typeof value !== 'object' || value === null) return `${label}=${canonical(name, parent, value)}`
  const fields = value as Fields
  const known = new Set((children ?? []).map(([child]) => child))
  const rest = Object.entries(fields).filter(([child]) => !known.has(child) && !ignored.has(child))
  return `${label}${inOrder(fields, children ?? [], name, namespaces)}${extensions(rest, namespaces)}`
}

/** Fields of somebody's own: by full name, sorted, nested ones inside. */
const extensions = (
  entries: readonly (readonly [string, Json])[],
  namespaces: Readonly<Record<string, string>>,
): string =>
  entries
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((item: Json) => [name, item] as const) : [[name, value] as const],
    )
    .map(([name, value]) => {
      const label = fullName(name, namespaces)
      if (typeof value !== 'object' || value === null) return `${label}=${canonical(name, '', value)}`
      const inner = Object.entries(value as Fields).filter(([child]) => !ignored.has(child) || child === 'type')
      return label + extensions(inner, namespaces)
    })
    .sort()
    .join('')

const fullName = (name: string, namespaces: Readonly<Record<string, string>>): string => {
  const [prefix = '', ...rest] = name.split(':')
  const uri = namespaces[prefix]
  return uri === undefined || rest.length === 0 ? name : `{${uri}}${rest.join(':')}`
}

const canonical = (name: string, parent: string, value: Json): string => {
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return String(value)
  const text = String(value).trim()
  if (/time$/i.test(name) && !Number.isNaN(Date.parse(text))) return new Date(Date.parse(text)).toISOString()
  const vocabulary = name === 'type' ? typeVocabularies[parent] : vocabularies[name]
  if (vocabulary !== undefined && !text.includes(':')) return vocabulary + text
  if (/^[+-]?\d+(\.\d+)?$/.test(text) && !/offset/i.test(name)) return numberText(Number(text))
  return toDigitalLink(toWebVocabulary(text))
}
const numberText = (value: number): string => String(value)

const toWebVocabulary = (text: string): string =>
  text
    .replace(/^(urn:epcglobal:cbv:bizstep:|cbv:BizStep-)/, 'https://ref.gs1.org/cbv/BizStep-')
    .replace(/^(urn:epcglobal:cbv:disp:|cbv:Disp-)/, 'https://ref.gs1.org/cbv/Disp-')
    .replace(/^(urn:epcglobal:cbv:btt:|cbv:BTT-)/, 'https://ref.gs1.org/cbv/BTT-')
    .replace(/^(urn:epcglobal:cbv:sdt:|cbv:SDT-)/, 'https://ref.gs1.org/cbv/SDT-')
    .replace(/^gs1:/, 'https://gs1.org/voc/')

/** GS1's check digit: weights 3 and 1 from the right. */
const withCheckDigit = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return digits + String((10 - (sum % 10)) % 10)
}
const encode = (text: string): string =>
  text.replace(/[!()*+,:]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** EPC URIs of the keys that EPCIS uses → `https://id.gs1.org/…`; anything else is left as it is. */
export const toDigitalLink = (uri: string): string => {
  const parsed = /^urn:epc:(?:id|class|idpat):([a-z]+):(.*)$/.exec(uri)
  const [, scheme = '', key = ''] = parsed ?? []
  const [prefix = '', reference = '', ...rest] = key.split('.')
  const tail = rest.join('.')
  const root = 'https://id.gs1.org'
  const indicated = withCheckDigit(`${reference.charAt(0)}${prefix}${reference.slice(1)}`)
  const plain = withCheckDigit(prefix + reference)
  switch (scheme) {
    case 'sgtin':
      return tail === '*' || tail === '' ? `${root}/01/${indicated}` : `${root}/01/${indicated}/21/${encode(tail)}`
    case 'lgtin':
      return `${root}/01/${indicated}/10/${encode(tail)}`
    case 'upui':
      return `${root}/01/${indicated}/235/${encode(tail)}`
    case 'sscc':
      return `${root}/00/${indicated}`
    case 'sgln':
      return tail === '0' ? `${root}/414/${plain}` : `${root}/414/${plain}/254/${encode(tail)}`
    case 'pgln':
      return `${root}/417/${plain}`
    case 'grai':
      return `${root}/8003/0${plain}${tail === '*' ? '' : encode(tail)}`
    case 'giai':
      return `${root}/8004/${prefix}${encode([reference, ...rest].join('.'))}`
    case 'gdti':
      return `${root}/253/${plain}${tail === '*' ? '' : encode(tail)}`
    case 'gsrn':
      return `${root}/8018/${plain}`
    case 'gsrnp':
      return `${root}/8017/${plain}`
    case 'gsin':
      return `${root}/402/${plain}`
    case 'ginc':
      return `${root}/401/${prefix}${encode([reference, ...rest].join('.'))}`
    default:
      return uri
  }
}
