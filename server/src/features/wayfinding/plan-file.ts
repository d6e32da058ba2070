/** An uploaded plan, whatever it is: an IMDF archive (.zip or one JSON bundle), or OSM indoor GeoJSON. */
import type { MarketPlan } from '@smart-market/shared/wayfinding/plan.ts'
import { AppError } from '../../errors.ts'
import { UnreadableError } from '../../lib/spreadsheet/unreadable.ts'
import { openZip } from '../../lib/spreadsheet/zip.ts'
import { isRecord, type Violation } from './geojson.ts'
import { checkImdf } from './imdf-check.ts'
import { imdfPlan } from './imdf-plan.ts'
import { readOsm } from './osm-plan.ts'

/** Unpacked bytes of one archive. */
const largestArchive = 64 * 1024 * 1024

export interface ReadPlan {
  readonly plan: MarketPlan
  readonly violations: readonly Violation[]
}

/** Throws file.unreadable for what is neither; everything less is a violation. */
export const readPlanFile = (fileName: string, bytes: Uint8Array): ReadPlan => {
  try {
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readImdf(unzip(bytes))
  } catch (error) {
    if (error instanceof UnreadableError) throw new AppError('file.unreadable', { fileName, reason: error.message })
    throw error
  }
  const text = decode(bytes)
  const bundle = bundleOf(text)
  if (bundle !== undefined) return readImdf(bundle)
  const first = text.trimStart()[0]
  if (first !== '{') throw new AppError('plan.unreadable', { fileName })
  const { plan, violations } = readOsm(fileName, text)
  return { plan, violations }
}

const readImdf = (files: ReadonlyMap<string, string>): ReadPlan => {
  const { archive, violations } = checkImdf(files)
  return { plan: imdfPlan(archive), violations }
}

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes)

/** Files of the archive by name, without the folder that some tools wrap around them. */
const unzip = (bytes: Uint8Array): Map<string, string> => {
  const zip = openZip(bytes, largestArchive)
  const files = new Map<string, string>()
  for (const name of zip.names()) {
    const base = name.split('/').at(-1) ?? ''
    // Mac archives carry a shadow of each file.
    if (base === '' || base.startsWith('.') || name.startsWith('__MACOSX/')) continue
    const content = zip.read(name)
    if (content !== undefined) files.set(base, decode(content))
  }
  return files
}

/** One JSON object whose keys are file names or feature types: `{"manifest": {…}, "level.geojson": {…}}`. */
const bundleOf = (text: string): Map<string, string> | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value) || value.type === 'FeatureCollection') return undefined
  const named = Object.entries(value).filter(([, content]) => isRecord(content))
  if (!named.some(([name]) => name.replace(/\.json$/, '') === 'manifest')) return undefined
  return new Map(
    named.map(([name, content]) => {
      const type = name.replace(/\.(geo)?json$/, '')
      return [type === 'manifest' ? 'manifest.json' : `${type}.geojson`, JSON.stringify(content)]
    }),
  )
}
