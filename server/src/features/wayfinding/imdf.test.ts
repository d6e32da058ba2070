import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createNavigator } from '@smart-market/shared/wayfinding/navigator.ts'
import { routeSteps } from '@smart-market/shared/wayfinding/words.ts'
import { describe, expect, it } from 'vitest'
import { checkImdf } from './imdf-check.ts'
import { imdfPlan } from './imdf-plan.ts'

const fixture = fileURLToPath(new URL('../../../../tests/fixtures/maps/small-market.imdf.json', import.meta.url))
type Collection = { type: string; features: Record<string, unknown>[] }
const bundle = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, Collection>

/** The archive's files, changed by the test before they are read. */
const filesOf = (change: (files: Record<string, Collection>) => void = () => undefined): Map<string, string> => {
  const files = structuredClone(bundle)
  change(files)
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name === 'manifest' ? 'manifest.json' : name,
      JSON.stringify(content),
    ]),
  )
}
const violationsOf = (change?: Parameters<typeof filesOf>[0]) => checkImdf(filesOf(change)).violations
const feature = (files: Record<string, Collection>, type: string, index = 0): Record<string, unknown> => {
  const found = files[`${type}.geojson`]?.features[index]
  if (found === undefined) throw new Error(`no ${type} ${index} in the fixture`)
  return found
}
const properties = (of: Record<string, unknown>) => of.properties as Record<string, unknown>

const dangling = {
  file: 'occupant.geojson',
  code: 'reference.dangling',
  message: 'anchor_id 指向的锚点 anchor「deadbeef-0000-4000-8000-00000000dead」不存在',
}

describe('the IMDF check', () => {
  it('names the one dangling anchor of an otherwise sound archive, with file and feature', () => {
    const found = violationsOf()
    expect(found).toEqual([expect.objectContaining(dangling)])
    expect(found[0]?.featureId).toMatch(/^5a000000-/)
  })

  it('lists every violation at once, and reads what is left', () => {
    const found = violationsOf((files) => {
      feature(files, 'level').geometry = { type: 'Point', coordinates: [113.6, 34.75] }
      properties(feature(files, 'unit')).category = 'aisle'
      properties(feature(files, 'unit', 1)).level_id = '5a000000-0000-4000-8000-999999999999'
      feature(files, 'kiosk').id = 'kiosk-1'
      feature(files, 'kiosk', 1).id = feature(files, 'kiosk', 2).id
      feature(files, 'kiosk', 3).feature_type = 'unit'
      delete properties(feature(files, 'kiosk', 4)).level_id
      properties(feature(files, 'kiosk', 5)).level_id = feature(files, 'unit').id
      properties(feature(files, 'kiosk', 6)).name = '王记'
      feature(files, 'opening').geometry = null
      const polygon = feature(files, 'section').geometry as { coordinates: number[][][] }
      polygon.coordinates[0]?.pop()
    })
    const seen = found.map(({ file, code }) => `${file} ${code}`)
    expect(seen).toEqual(
      expect.arrayContaining([
        'level.geojson geometry.type',
        'unit.geojson category.unknown',
        'unit.geojson reference.dangling',
        'kiosk.geojson feature.id',
        'kiosk.geojson feature.id_repeated',
        'kiosk.geojson feature.type',
        'kiosk.geojson property.missing',
        'kiosk.geojson reference.type',
        'kiosk.geojson label.invalid',
        'opening.geojson geometry.missing',
        'section.geojson geometry.invalid',
        'occupant.geojson reference.dangling',
      ]),
    )
    expect(seen).toHaveLength(12)
    expect(found.every(({ message }) => /[\u4e00-\u9fff]/.test(message))).toBe(true)
  })

  it('says which file is not JSON and where, which is unknown, and which is missing', () => {
    const files = filesOf()
    files.set('level.geojson', '{"type": "FeatureCollection",\n"features": [\n{]}')
    files.set('stalls.geojson', '{}')
    files.delete('manifest.json')
    const { violations } = checkImdf(files)
    expect(violations.filter(({ code }) => code !== 'reference.dangling')).toEqual([
      expect.objectContaining({ file: 'manifest.json', code: 'manifest.missing' }),
      expect.objectContaining({ file: 'level.geojson', code: 'json.invalid' }),
      expect.objectContaining({ file: 'stalls.geojson', code: 'file.unknown' }),
      expect.objectContaining({ file: 'level.geojson', code: 'level.none', message: '没有任何楼层，无法导航' }),
    ])
  })

  it('wants version 1.0.0', () => {
    const found = violationsOf((files) => {
      ;(files.manifest as unknown as { version: string }).version = '2.0.0'
    })
    expect(found[0]).toMatchObject({ code: 'manifest.version', message: '版本应为 1.0.0，文件写的是「2.0.0」' })
  })
})

describe('a plan from IMDF', () => {
  const plan = imdfPlan(checkImdf(filesOf()).archive)

  it('has levels, kiosks named after their occupants, entrances, stairs and a lift', () => {
    expect(plan.levels.map(({ name, ordinal }) => [name, ordinal])).toEqual([
      ['一层', 0],
      ['二层', 1],
    ])
    expect(plan.places).toHaveLength(24)
    expect(plan.places.find(({ ref }) => ref === 'A-002')).toMatchObject({ name: '李记水产' })
    expect(plan.doors).toMatchObject([{ name: '南门', entrance: true }])
    expect(plan.connectors.map(({ kind }) => kind).sort()).toEqual(['elevator', 'stairs'])
    expect(plan.amenities).toMatchObject([{ category: 'restroom', name: '卫生间' }])
  })

  it('is in metres', () => {
    const ring = plan.places[0]?.rings[0] ?? []
    const width = Math.max(...ring.map(([x]) => x)) - Math.min(...ring.map(([x]) => x))
    expect(width).toBeCloseTo(3, 1)
  })

  it('leads around the wall, and upstairs by the lift when steps are unwelcome', () => {
    const navigator = createNavigator(plan)
    const named = (name: string) => ({
      placeId: plan.places.find((p) => p.ref === name || p.name === name)?.placeId ?? '',
    })
    const around = navigator.route(named('A-001'), named('A-007'))
    expect(around?.metres).toBeGreaterThan(40)
    expect(navigator.route(named('A-001'), named('B-001'))?.stretches[0]?.via?.kind).toBe('stairs')
    const lift = navigator.route(named('A-001'), named('B-001'), { stepFree: true })
    expect(lift?.stretches[0]?.via?.kind).toBe('elevator')
    const words = lift && routeSteps(plan, lift, (id) => plan.places.find((p) => p.placeId === id)?.ref ?? undefined)
    expect(words?.some(({ text }) => text.includes('乘电梯到 二层'))).toBe(true)
  })

  it('ends in front of the kiosk, never behind the wall', () => {
    const navigator = createNavigator(plan)
    expect(
      navigator
        .costs(
          { levelId: plan.levels[0]?.levelId ?? '', at: [0, 0] },
          plan.places.map((p) => p.placeId),
        )
        .every((c) => c < Infinity),
    ).toBe(true)
  })
})
