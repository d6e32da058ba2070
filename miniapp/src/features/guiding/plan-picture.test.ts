import { expect, it } from 'vitest'
import { frameAround, levelPicture, pictureAddress, stallAt, wayPicture, type Level } from './plan-picture.ts'

const place = (stallCode: string, x: number) => ({
  placeId: stallCode,
  path: `M${x} 0L${x + 3} 0L${x + 3} 3L${x} 3Z`,
  label: stallCode,
  stallCode,
  labelX: x + 1.5,
  labelY: 1.5,
  labelSize: 1.2,
})
const level: Level = {
  levelId: 'g',
  ordinal: 0,
  name: '一层',
  viewBox: '0 0 40 20',
  walkways: ['M0 3L40 3L40 6L0 6Z'],
  solids: [],
  walls: '',
  paths: [],
  doors: [{ path: 'M0 4L0 5', entrance: true, name: '东门<1>', x: 0, y: 4 }],
  sections: [],
  places: [place('A-01', 0), place('A-02', 4)],
  connectors: [],
  amenities: [],
}
const line = {
  levelId: 'g',
  path: 'M1 4L6 4',
  points: [
    [1, 4],
    [6, 4],
  ] as [number, number][],
}
const route = {
  planId: 'p',
  schematic: true,
  legs: [{ stallCode: 'A-02', metres: 5, lines: [line], steps: [] }],
  metres: 5,
  minutes: 1,
  unreachable: [],
  exact: true,
}

it('writes stall numbers only where they can be read', () => {
  expect(levelPicture(level, 12, new Set())).toContain('>A-01</text>')
  expect(levelPicture(level, 4, new Set())).not.toContain('A-01')
  expect(levelPicture(level, 4, new Set(['A-02']))).toContain('>A-02</text>')
})

it('needs neither style sheet nor percentages, and names are only words', () => {
  const svg = levelPicture(level, 12, new Set())
  expect(svg).not.toMatch(/<style|class=|%/)
  expect(svg).toContain('东门&lt;1&gt;')
  expect(pictureAddress(svg)).toMatch(/^url\("data:image\/svg\+xml,[^"<>#]+"\)$/)
})

it('draws the way of its own level, and a place that is old as a ring', () => {
  expect(wayPicture(level, 8, route, null)).toContain('M1 4L6 4')
  expect(wayPicture({ ...level, levelId: 'u' }, 8, route, null)).not.toContain('M1 4L6 4')
  expect(wayPicture(level, 8, null, { x: 1, y: 1, radius: 5, fresh: false })).toContain(
    'fill="#ffffff" stroke="#c2185b"',
  )
})

it('frames the way with its neighbours', () => {
  expect(frameAround(route, 'g')).toEqual([3.5 - 8, 4 - 8, 16, 16])
  expect(frameAround(route, 'u')).toBeNull()
})

it('knows the stall under a finger', () => {
  expect(stallAt(level, 5, 1)).toBe('A-02')
  expect(stallAt(level, 20, 10)).toBeNull()
})
