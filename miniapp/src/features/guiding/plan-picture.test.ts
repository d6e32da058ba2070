import { expect, it } from 'vitest'
import { frameAround, levelPicture, palettes, pictureAddress, stallAt, wayPicture, type Level } from './plan-picture.ts'

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

/** WCAG 2.2, relative luminance and contrast. */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

it.each(['light', 'dark'] as const)(
  'writes words that can be read on a %s phone, and a way that stands out',
  (name) => {
    const { ink, onGoal, entrance, connector, amenity, halo, stall, other, section, walk, goal, route, you } =
      palettes[name]
    for (const [words, ground] of [
      [ink, halo],
      [ink, stall],
      [ink, other],
      [ink, section],
      [ink, walk],
      [onGoal, goal],
      [entrance, halo],
      [connector, halo],
      [amenity, halo],
    ] as const)
      expect(contrast(words, ground)).toBeGreaterThanOrEqual(4.5)
    for (const mark of [route, you]) expect(contrast(mark, walk)).toBeGreaterThanOrEqual(3)
  },
)

it('is drawn in the colours it is told', () => {
  expect(levelPicture(level, 12, new Set(), palettes.dark)).toContain(palettes.dark.stall)
  expect(levelPicture(level, 12, new Set(), palettes.dark)).not.toContain(palettes.light.stall)
  expect(wayPicture(level, 8, route, null, palettes.dark)).toContain(palettes.dark.route)
})
