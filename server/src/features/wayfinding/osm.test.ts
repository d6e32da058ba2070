import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createNavigator } from '@smart-market/shared/wayfinding/navigator.ts'
import { describe, expect, it } from 'vitest'
import { createGraphCache } from './guidance.ts'
import { parseLevels, readOsm } from './osm-plan.ts'

const fixture = fileURLToPath(new URL('../../../../tests/fixtures/maps/grand-place-wing.geojson', import.meta.url))
const text = readFileSync(fixture, 'utf8')

describe('levels of OSM', () => {
  it.each([
    ['1', [1]],
    ['0;1', [0, 1]],
    ['-1-2', [-1, 0, 1, 2]],
    ['-2--1', [-2, -1]],
    ['0.5', [0]],
    ['', []],
    ['ground', undefined],
    ['3-1', undefined],
  ])('%s', (level, levels) => {
    expect(parseLevels(level)).toEqual(levels)
  })
})

describe('a plan from OSM indoor tags', () => {
  const { plan, violations } = readOsm('wing.geojson', text)

  it('has every shop of the wing as a place, and names its source', () => {
    const shops = text.match(/"shop": "(?!mall)/g)?.length ?? 0
    expect(shops).toBeGreaterThan(25)
    expect(plan.places.length).toBeGreaterThanOrEqual(shops)
    expect(plan.attribution).toContain('OpenStreetMap')
    expect(violations).toEqual([])
  })

  it('leads from one shop to most others on its level, cut as the corridors are', () => {
    const { navigator, start } = createGraphCache().of('wing', () => plan)
    expect(start).toBeDefined()
    const shops = plan.places.filter(({ levelId }) => levelId === '1')
    const costs = navigator.costs(
      { placeId: shops[0]?.placeId ?? '' },
      shops.map(({ placeId }) => placeId),
    )
    expect(costs.filter((cost) => cost < Infinity).length / shops.length).toBeGreaterThan(0.8)
  })

  it('names what has no level instead of guessing one', () => {
    const shop = {
      type: 'Feature',
      id: 'way/1',
      properties: { shop: 'butcher', name: '张记', indoor: 'room' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [5.73, 45.157],
            [5.7301, 45.157],
            [5.7301, 45.1571],
            [5.73, 45.157],
          ],
        ],
      },
    }
    const read = readOsm('x.geojson', JSON.stringify({ type: 'FeatureCollection', features: [shop] }))
    expect(read.violations.map(({ featureId, code }) => [featureId, code])).toEqual([
      ['way/1', 'level.missing'],
      [null, 'walkway.none'],
    ])
  })

  it('goes along a path that is only a line', () => {
    const square = (x: number, y: number) => [
      [
        [x, y],
        [x + 0.00004, y],
        [x + 0.00004, y + 0.00003],
        [x, y + 0.00003],
        [x, y],
      ],
    ]
    const shop = (id: string, x: number, y: number) => ({
      type: 'Feature',
      id,
      properties: { shop: 'yes', indoor: 'room', level: '0', name: id },
      geometry: { type: 'Polygon', coordinates: square(x, y) },
    })
    const way = {
      type: 'Feature',
      id: 'way/9',
      properties: { highway: 'footway', indoor: 'yes', level: '0' },
      geometry: {
        type: 'LineString',
        coordinates: [
          [113.6, 34.75],
          [113.601, 34.75],
          [113.601, 34.7505],
        ],
      },
    }
    const features = [way, shop('a', 113.6001, 34.75002), shop('b', 113.60102, 34.7504)]
    const { plan: small } = readOsm('x.geojson', JSON.stringify({ type: 'FeatureCollection', features }))
    const route = createNavigator(small).route({ placeId: 'a' }, { placeId: 'b' })
    expect(route?.metres).toBeGreaterThan(110)
    expect(route?.metres).toBeLessThan(135)
  })
})
