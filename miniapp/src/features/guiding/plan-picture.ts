/**
 * A level of a floor plan as SVG text. WeChat draws SVG only as a picture, never as elements, and its pictures know
 * neither style sheets nor percentages: every colour and width stands on the shape itself. Pure; units are metres.
 */
import type { PublicPlan, RouteAnswer } from '@smart-market/shared/contracts/wayfinding.ts'
import { guideText } from '../../text-guide.ts'

export type Level = PublicPlan['levels'][number]
export type Frame = readonly [x: number, y: number, width: number, height: number]

export const frameOf = (level: Level): Frame => {
  const [x = 0, y = 0, width = 1, height = 1] = level.viewBox.split(' ').map(Number)
  return [x, y, width, height]
}

const smallestType = 10
/** The picture takes no token of ui/styles, so both palettes stand here as well; words on each at 4.5 to 1 or better. */
const light = {
  ink: '#1b2420',
  halo: '#ffffff',
  walk: '#ffffff',
  walkEdge: '#d4dad4',
  solid: '#c9d0cb',
  section: '#f3efe2',
  stall: '#dcebe2',
  other: '#e4e4e0',
  goal: '#ffd873',
  onGoal: '#1b2420',
  edge: '#8fa599',
  wall: '#6b756f',
  door: '#0b7a4b',
  entrance: '#08623c',
  connector: '#5b3d00',
  amenity: '#33509e',
  route: '#0b5ed7',
  routeEdge: '#ffffff',
  you: '#c2185b',
  youEdge: '#ffffff',
}
export type Palette = { readonly [K in keyof typeof light]: string }
const dark: Palette = {
  ink: '#edf2ef',
  halo: '#101614',
  walk: '#1a2220',
  walkEdge: '#2d3732',
  solid: '#0c110f',
  section: '#25281f',
  stall: '#24443a',
  other: '#333b37',
  goal: '#8a6400',
  onGoal: '#ffffff',
  edge: '#66756d',
  wall: '#a3afa9',
  door: '#63d6a2',
  entrance: '#8fe3bd',
  connector: '#ffc670',
  amenity: '#9cc3ff',
  route: '#6fb0ff',
  routeEdge: '#101614',
  you: '#ff80ab',
  youEdge: '#101614',
}
export const palettes = { light, dark } as const

const escaped = (words: string): string =>
  words.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)

const label = (x: number, y: number, size: number, words: string, colour: string, halo: string): string =>
  `<text x="${x}" y="${y}" font-size="${round(size)}" fill="${colour}" stroke="${halo}" stroke-width="${round(size / 6)}" paint-order="stroke" text-anchor="middle" dominant-baseline="central" font-family="sans-serif">${escaped(words)}</text>`

const round = (n: number): number => Math.round(n * 100) / 100
const area = (path: string, fill: string, more = ''): string =>
  `<path d="${path}" fill="${fill}" fill-rule="evenodd" ${more}/>`
const wrapped = (frame: Frame, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${frame.join(' ')}" preserveAspectRatio="none">${body}</svg>`

const amenityWords: Readonly<Record<string, string>> = {
  toilets: guideText.toilets,
  restroom: guideText.toilets,
  atm: guideText.cash,
  drinking_water: guideText.drinkingWater,
  drinkingfountain: guideText.drinkingWater,
}

/** The level itself. `scale`: CSS px a metre, which decides what can be read and is therefore written. */
export const levelPicture = (
  level: Level,
  scale: number,
  goals: ReadonlySet<string>,
  colours: Palette = light,
): string => {
  const thin = 1 / scale
  const isGoal = (stallCode: string | null): boolean => stallCode !== null && goals.has(stallCode)
  const ground = level.walkways.map((path) =>
    area(path, colours.walk, `stroke="${colours.walkEdge}" stroke-width="${thin}"`),
  )
  const paths = level.paths.map(
    ({ path, width }) =>
      `<path d="${path}" fill="none" stroke="${colours.walk}" stroke-width="${width}" stroke-linecap="round"/>`,
  )
  const sections = level.sections.map(({ path }) => area(path, colours.section))
  const solids = level.solids.map((path) => area(path, colours.solid))
  const places = level.places.map(({ path, stallCode }) => {
    const fill = isGoal(stallCode) ? colours.goal : stallCode === null ? colours.other : colours.stall
    return area(path, fill, `stroke="${colours.edge}" stroke-width="${isGoal(stallCode) ? thin * 2 : thin}"`)
  })
  const doors = level.doors
    .filter(({ entrance }) => entrance)
    .map(({ path }) => `<path d="${path}" fill="none" stroke="${colours.door}" stroke-width="${3 * thin}"/>`)
  const walls = `<path d="${level.walls}" fill="none" stroke="${colours.wall}" stroke-width="${2 * thin}"/>`
  return wrapped(
    frameOf(level),
    [
      ...ground,
      ...paths,
      ...sections,
      ...solids,
      walls,
      ...places,
      ...doors,
      ...words(level, scale, goals, colours),
    ].join(''),
  )
}

/** From a door into the hall: its name stands there, clear of the wall and of who stands in the door. */
const inwards = (level: Level, x: number, y: number): readonly [number, number] => {
  const [left, top, width, height] = frameOf(level)
  const [across, down] = [(left + width / 2 - x) / width, (top + height / 2 - y) / height]
  return Math.abs(across) > Math.abs(down) ? [Math.sign(across), 0] : [0, Math.sign(down)]
}

const words = (level: Level, scale: number, goals: ReadonlySet<string>, colours: Palette): string[] => {
  const { ink, halo } = colours
  const legible = (size: number): boolean => size * scale >= smallestType
  const small = 13 / scale
  const stalls = level.places.flatMap(({ label: name, stallCode, labelX, labelY, labelSize }) => {
    if (name === null) return []
    const size = stallCode !== null && goals.has(stallCode) ? Math.max(labelSize, small) : labelSize
    const isGoal = stallCode !== null && goals.has(stallCode)
    const colour = isGoal ? colours.onGoal : ink
    return legible(size) ? [label(labelX, labelY, size, name, colour, isGoal ? colours.goal : halo)] : []
  })
  const names = legible(level.places[0]?.labelSize ?? 0)
    ? []
    : level.sections.flatMap(({ name, x, y }) => (name === null ? [] : [label(x, y, 16 / scale, name, ink, halo)]))
  const ways = level.connectors.map(({ x, y, name, kind }) =>
    label(x, y, small, name ?? guideText[kind], colours.connector, halo),
  )
  const amenities = level.amenities.flatMap(({ x, y, category }) => {
    const word = amenityWords[category]
    return word === undefined ? [] : [label(x, y, small, word, colours.amenity, halo)]
  })
  const doors = level.doors
    .filter(({ entrance }) => entrance)
    .map(({ x, y, name }) => {
      const [towardsX, towardsY] = inwards(level, x, y)
      const [atX, atY] = [round(x + towardsX * small * 1.6), round(y + towardsY * small * 1.4)]
      return label(atX, atY, small, name ?? guideText.entrance, colours.entrance, halo)
    })
  return [...stalls, ...names, ...ways, ...amenities, ...doors]
}

export interface ShownPoint {
  readonly x: number
  readonly y: number
  /** Metres within which the person most likely stands. */
  readonly radius: number
  /** A place that is too old to be called now is drawn hollow. */
  readonly fresh: boolean
}

/** What lies over the level: the way on it, and where somebody stands. */
export const wayPicture = (
  level: Level,
  scale: number,
  route: RouteAnswer | null,
  point: ShownPoint | null,
  colours: Palette = light,
): string => {
  const wide = Math.max(0.35, 6 / scale)
  const lines = (route?.legs ?? []).flatMap((leg) => leg.lines).filter(({ levelId }) => levelId === level.levelId)
  const stroke = (colour: string, width: number) =>
    lines.map(
      ({ path }) =>
        `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${round(width)}" stroke-linecap="round" stroke-linejoin="round"/>`,
    )
  const you =
    point === null
      ? ''
      : `${point.radius * scale > 12 ? `<circle cx="${point.x}" cy="${point.y}" r="${round(point.radius)}" fill="${colours.you}" fill-opacity="0.15" stroke="${colours.you}" stroke-width="${1 / scale}"/>` : ''}<circle cx="${point.x}" cy="${point.y}" r="${round(wide * 1.4)}" fill="${point.fresh ? colours.you : colours.youEdge}" stroke="${point.fresh ? colours.youEdge : colours.you}" stroke-width="${round(wide * 0.5)}"/>`
  return wrapped(
    frameOf(level),
    [...stroke(colours.routeEdge, wide * 1.9), ...stroke(colours.route, wide), you].join(''),
  )
}

/** For `background-image`. */
export const pictureAddress = (svg: string): string => `url("data:image/svg+xml,${encodeURIComponent(svg)}")`

/** Box around the way on a level with room around it; null when the way does not touch the level. */
export const frameAround = (route: RouteAnswer, levelId: string): Frame | null => {
  const points = route.legs.flatMap((leg) =>
    leg.lines.filter((line) => line.levelId === levelId).flatMap((line) => line.points),
  )
  if (points.length === 0) return null
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top]
  const [w, h] = [Math.max(16, width * 1.25), Math.max(16, height * 1.25)]
  return [left + width / 2 - w / 2, top + height / 2 - h / 2, w, h]
}

/** The stall under a point, by the outline's box; the smallest wins where boxes overlap. */
export const stallAt = (level: Level, x: number, y: number): string | null => {
  let found: string | null = null
  let least = Infinity
  for (const { path, stallCode } of level.places) {
    if (stallCode === null) continue
    const numbers = (path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
    const xs = numbers.filter((_, i) => i % 2 === 0)
    const ys = numbers.filter((_, i) => i % 2 === 1)
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const size = (right - left) * (bottom - top)
    if (x < left || x > right || y < top || y > bottom || size >= least) continue
    found = stallCode
    least = size
  }
  return found
}
