/**
 * Reads an IMDF 1.0.0 archive (OGC 20-094) and lists everything in it that breaks the standard, feature by feature.
 * What can be read is returned all the same: a plan with one dangling reference still guides people.
 */
import { type Feature, isRecord, readGeometry, type Violation } from './geojson.ts'
import { imdfCategories, occupantCategory } from './imdf-categories.ts'

type GeometryRule = 'none' | 'point' | 'line' | 'area' | 'any'
interface FeatureRule {
  readonly geometry: GeometryRule
  /** Properties that must be there and not null. */
  readonly required: readonly string[]
  /** Properties that point to a feature, or a list of them, of the type. */
  readonly references: Readonly<Record<string, string>>
}

const rules: Readonly<Record<string, FeatureRule>> = {
  address: { geometry: 'none', required: ['address', 'locality', 'country'], references: {} },
  venue: {
    geometry: 'area',
    required: ['category', 'name', 'display_point', 'address_id'],
    references: { address_id: 'address' },
  },
  building: { geometry: 'none', required: ['category'], references: { address_id: 'address' } },
  footprint: { geometry: 'area', required: ['category', 'building_ids'], references: { building_ids: 'building' } },
  level: {
    geometry: 'area',
    required: ['category', 'ordinal', 'outdoor', 'name', 'short_name'],
    references: { address_id: 'address', building_ids: 'building' },
  },
  unit: { geometry: 'area', required: ['category', 'level_id'], references: { level_id: 'level' } },
  opening: { geometry: 'line', required: ['category', 'level_id'], references: { level_id: 'level' } },
  kiosk: { geometry: 'area', required: ['level_id'], references: { level_id: 'level', anchor_id: 'anchor' } },
  fixture: {
    geometry: 'area',
    required: ['category', 'level_id'],
    references: { level_id: 'level', anchor_id: 'anchor' },
  },
  section: { geometry: 'area', required: ['category', 'level_id'], references: { level_id: 'level' } },
  amenity: {
    geometry: 'point',
    required: ['category', 'unit_ids'],
    references: { unit_ids: 'unit', address_id: 'address' },
  },
  anchor: { geometry: 'point', required: ['unit_id'], references: { unit_id: 'unit', address_id: 'address' } },
  occupant: { geometry: 'none', required: ['name', 'category', 'anchor_id'], references: { anchor_id: 'anchor' } },
  geofence: { geometry: 'area', required: ['category'], references: { building_ids: 'building', level_ids: 'level' } },
  relationship: { geometry: 'any', required: ['category', 'direction'], references: {} },
  detail: { geometry: 'line', required: ['level_id'], references: { level_id: 'level' } },
}
const geometryTypes: Readonly<Record<GeometryRule, readonly string[]>> = {
  none: [],
  point: ['Point'],
  line: ['LineString', 'MultiLineString'],
  area: ['Polygon', 'MultiPolygon'],
  any: ['Point', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'],
}
const typeNames: Readonly<Record<string, string>> = {
  address: '地址',
  venue: '场馆',
  building: '建筑',
  footprint: '建筑轮廓',
  level: '楼层',
  unit: '空间单元',
  opening: '出入口',
  kiosk: '摊位',
  fixture: '设施',
  section: '分区',
  amenity: '服务点',
  anchor: '锚点',
  occupant: '商户',
  geofence: '围栏',
  relationship: '关系',
  detail: '细节线',
}
const nameOf = (type: string): string => `${typeNames[type] ?? ''} ${type}`.trim()

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export interface ImdfArchive {
  /** Language of the labels, as the manifest says. */
  readonly language: string
  readonly features: ReadonlyMap<string, readonly Feature[]>
}

interface Reading {
  readonly violations: Violation[]
  readonly features: Map<string, Feature[]>
  readonly typeById: Map<string, string>
  readonly fileById: Map<string, string>
}

/** `files`: texts by file name without folders. */
export const checkImdf = (files: ReadonlyMap<string, string>): { archive: ImdfArchive; violations: Violation[] } => {
  const reading: Reading = { violations: [], features: new Map(), typeById: new Map(), fileById: new Map() }
  const language = checkManifest(files.get('manifest.json'), reading)
  for (const [file, text] of files) if (file !== 'manifest.json') readFile(file, text, reading)
  for (const type of ['venue', 'address', 'building', 'level', 'unit']) {
    if ((reading.features.get(type) ?? []).length > 0) continue
    const what = type === 'level' ? '没有任何楼层，无法导航' : `没有任何${nameOf(type)}`
    say(reading, `${type}.geojson`, null, `${type}.none`, what)
  }
  checkReferences(reading)
  return { archive: { language, features: reading.features }, violations: reading.violations }
}

const say = ({ violations }: Reading, file: string, featureId: string | null, code: string, message: string): void =>
  void violations.push({ file, featureId, code, message })

const checkManifest = (text: string | undefined, reading: Reading): string => {
  const file = 'manifest.json'
  if (text === undefined) {
    say(reading, file, null, 'manifest.missing', '压缩包里没有 manifest.json')
    return ''
  }
  const manifest = parse(text, file, reading)
  if (!isRecord(manifest)) return ''
  if (manifest.version !== '1.0.0')
    say(reading, file, null, 'manifest.version', `版本应为 1.0.0，文件写的是「${String(manifest.version)}」`)
  if (typeof manifest.created !== 'string' || Number.isNaN(Date.parse(manifest.created)))
    say(reading, file, null, 'manifest.created', '缺少生成时间 created，或写得不对')
  if (typeof manifest.language !== 'string' || manifest.language === '')
    say(reading, file, null, 'manifest.language', '缺少语言 language')
  return typeof manifest.language === 'string' ? manifest.language : ''
}

/** Parses JSON; on failure says where it breaks. */
const parse = (text: string, file: string, reading: Reading): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const line = at === undefined ? undefined : text.slice(0, Number(at)).split('\n').length
    say(
      reading,
      file,
      null,
      'json.invalid',
      `不是完整的 JSON${line === undefined ? '' : `，第 ${line} 行附近出错`}，整个文件没有读入`,
    )
    return undefined
  }
}

const readFile = (file: string, text: string, reading: Reading): void => {
  const type = file.replace(/\.(geo)?json$/i, '')
  const rule = rules[type]
  if (rule === undefined) {
    say(reading, file, null, 'file.unknown', `IMDF 1.0.0 没有「${file}」这个文件，已忽略`)
    return
  }
  const collection = parse(text, file, reading)
  if (collection === undefined) return
  if (!isRecord(collection) || collection.type !== 'FeatureCollection' || !Array.isArray(collection.features)) {
    say(reading, file, null, 'collection.invalid', '最外层应是 FeatureCollection，并有 features 列表')
    return
  }
  const features: Feature[] = []
  collection.features.forEach((value: unknown, i) => {
    const feature = readFeature(file, type, rule, value, i, reading)
    if (feature !== undefined) features.push(feature)
  })
  reading.features.set(type, features)
}

const readFeature = (
  file: string,
  type: string,
  rule: FeatureRule,
  value: unknown,
  index: number,
  reading: Reading,
): Feature | undefined => {
  if (!isRecord(value) || value.type !== 'Feature') {
    say(reading, file, null, 'feature.invalid', `第 ${index + 1} 个要素不是 Feature`)
    return undefined
  }
  const id = typeof value.id === 'string' ? value.id : ''
  const shown = id === '' ? null : id
  if (!uuid.test(id)) say(reading, file, shown, 'feature.id', `第 ${index + 1} 个要素的 id 不是 UUID`)
  const twin = reading.fileById.get(id)
  if (id !== '' && twin !== undefined)
    say(reading, file, shown, 'feature.id_repeated', `id 与 ${twin} 里的另一个要素重复`)
  if (value.feature_type !== type)
    say(reading, file, shown, 'feature.type', `feature_type 应为「${type}」，写的是「${String(value.feature_type)}」`)
  const properties = isRecord(value.properties) ? value.properties : {}
  if (!isRecord(value.properties)) say(reading, file, shown, 'feature.properties', '缺少 properties')
  for (const key of rule.required)
    if (properties[key] === undefined || properties[key] === null)
      say(reading, file, shown, 'property.missing', `${nameOf(type)}缺少必填的 ${key}`)
  checkValues(file, type, shown, properties, reading)
  const geometry = checkGeometry(file, type, rule.geometry, shown, value.geometry, reading)
  if (id === '') return undefined
  reading.typeById.set(id, type)
  reading.fileById.set(id, file)
  return { id, featureType: type, geometry, properties }
}

const checkValues = (
  file: string,
  type: string,
  id: string | null,
  properties: Readonly<Record<string, unknown>>,
  reading: Reading,
): void => {
  const { category } = properties
  const known = imdfCategories[type]
  if (category !== undefined && category !== null) {
    const fits =
      typeof category === 'string' &&
      (type === 'occupant' ? occupantCategory.test(category) : (known?.has(category) ?? true))
    if (!fits) say(reading, file, id, 'category.unknown', `${nameOf(type)}没有「${String(category)}」这个类别`)
  }
  for (const key of ['name', 'alt_name', 'short_name']) {
    const label = properties[key]
    const fits =
      label === undefined ||
      label === null ||
      (isRecord(label) && Object.values(label).every((text) => typeof text === 'string'))
    if (!fits) say(reading, file, id, 'label.invalid', `${key} 应按语言写，例如 {"zh-Hans": "入口"}`)
  }
  if (type === 'level' && properties.ordinal !== undefined && !Number.isInteger(properties.ordinal))
    say(reading, file, id, 'level.ordinal', '楼层序号 ordinal 应是整数，地面层为 0')
  const display = properties.display_point
  if (display !== undefined && display !== null) {
    const point = readGeometry(display)
    if (typeof point === 'string' || point.type !== 'Point')
      say(reading, file, id, 'display_point.invalid', 'display_point 应是一个 Point')
  }
}

const checkGeometry = (
  file: string,
  type: string,
  rule: GeometryRule,
  id: string | null,
  value: unknown,
  reading: Reading,
): Feature['geometry'] => {
  const wanted = geometryTypes[rule]
  if (value === null || value === undefined) {
    if (rule !== 'none' && rule !== 'any')
      say(reading, file, id, 'geometry.missing', `${nameOf(type)}没有几何，应为 ${wanted.join(' 或 ')}`)
    return null
  }
  const geometry = readGeometry(value)
  if (typeof geometry === 'string') {
    say(reading, file, id, 'geometry.invalid', geometry)
    return null
  }
  if (!wanted.includes(geometry.type)) {
    const should = rule === 'none' ? '不应有几何' : `应为 ${wanted.join(' 或 ')}`
    say(reading, file, id, 'geometry.type', `${nameOf(type)}的几何是 ${geometry.type}，${should}`)
    return null
  }
  return geometry
}

const checkReferences = (reading: Reading): void => {
  const check = (file: string, feature: Feature, key: string, target: unknown, wanted: string | undefined): void => {
    if (target === null || target === undefined) return
    const found = typeof target === 'string' ? reading.typeById.get(target) : undefined
    const what = wanted === undefined ? '要素' : nameOf(wanted)
    if (found === undefined)
      say(reading, file, feature.id, 'reference.dangling', `${key} 指向的${what}「${String(target)}」不存在`)
    else if (wanted !== undefined && found !== wanted)
      say(
        reading,
        file,
        feature.id,
        'reference.type',
        `${key} 应指向${what}，「${String(target)}」却是${nameOf(found)}`,
      )
  }
  for (const [type, features] of reading.features) {
    const references = Object.entries(rules[type]?.references ?? {})
    for (const feature of features) {
      const file = reading.fileById.get(feature.id) ?? `${type}.geojson`
      for (const [key, wanted] of references) {
        const value = feature.properties[key]
        for (const target of Array.isArray(value) ? value : [value]) check(file, feature, key, target, wanted)
      }
      if (type !== 'relationship') continue
      for (const key of ['origin', 'destination', 'intermediary']) {
        const value = feature.properties[key]
        for (const end of Array.isArray(value) ? value : [value])
          if (isRecord(end))
            check(file, feature, key, end.id, typeof end.feature_type === 'string' ? end.feature_type : undefined)
      }
    }
  }
}
