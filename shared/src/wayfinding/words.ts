/** A route in Chinese words, as a person at the market would say it: straight, turn at which stall, by which lift. */
import { distance, lengthOf, pointToRings, pointToSegment } from './geometry.ts'
import type { Stretch, PlanRoute } from './navigator.ts'
import type { ConnectorKind, MarketPlan, PlanPlace, Point } from './plan.ts'

export interface RouteStep {
  readonly text: string
  readonly levelId: string
  /** Where the step ends. */
  readonly at: Point
  readonly metres: number
}
/** What people call a place: its stall code, or its name; undefined when it has none. */
export type PlaceLabel = (placeId: string) => string | undefined

/** Bends below this many metres off the line are drawn but not spoken of. */
const bendTolerance = 0.8
/** A stall this near to a turn is named as its landmark. */
const landmarkReach = 4

const ride: Readonly<Record<ConnectorKind, string>> = { stairs: '走', escalator: '乘', elevator: '乘', ramp: '走' }
const connectorName: Readonly<Record<ConnectorKind, string>> = {
  stairs: '楼梯',
  escalator: '扶梯',
  elevator: '电梯',
  ramp: '坡道',
}

/** Steps of one route. `start` is what people call the place where it begins. */
export const routeSteps = (
  plan: MarketPlan,
  route: PlanRoute,
  labelOf: PlaceLabel,
  names: { readonly start?: string | undefined; readonly end?: string | undefined } = {},
): RouteStep[] => {
  const place = plan.places.find(({ placeId }) => placeId === route.toPlaceId)
  const end = names.end ?? (place === undefined ? '目的地' : (labelOf(place.placeId) ?? '目的地'))
  const steps = route.stretches.flatMap((stretch) => stretchSteps(plan, stretch, labelOf, place, end))
  const [first, ...rest] = steps
  if (first === undefined || names.start === undefined) return steps
  return [{ ...first, text: `从 ${names.start} 出发，${first.text}` }, ...rest]
}

const stretchSteps = (
  plan: MarketPlan,
  { levelId, line, via }: Stretch,
  labelOf: PlaceLabel,
  goal: PlanPlace | undefined,
  end: string,
): RouteStep[] => {
  const bends = mergeBends(simplify(line, bendTolerance))
  const landmarks = plan.places.filter((place) => place.levelId === levelId && place !== goal)
  const steps: RouteStep[] = []
  let walked = 0
  for (let i = 1; i < bends.length; i++) {
    const [before, here, after] = [bends[i - 1], bends[i], bends[i + 1]]
    if (before === undefined || here === undefined) continue
    walked += distance(before, here)
    if (after === undefined) break
    const turn = turnWord(angleAt(before, here, after))
    if (turn === undefined) continue
    const landmark = nearestLabel(landmarks, here, labelOf)
    const where = landmark === undefined ? '' : `在 ${landmark} `
    steps.push({ text: `${straight(walked)}${where}${turn}`, levelId, at: here, metres: walked })
    walked = 0
  }
  const last = line.at(-1)
  if (last === undefined) return steps
  if (via !== null) {
    const to = plan.levels.find((level) => level.levelId === via.toLevelId)?.name ?? '另一层'
    const by = `${ride[via.kind]}${via.name === null ? connectorName[via.kind] : ` ${via.name}`}到 ${to}`
    return [...steps, { text: `${straight(walked)}${by}`, levelId, at: last, metres: walked }]
  }
  const side = goal === undefined ? '' : sideOf(bends, goal)
  return [...steps, { text: `${straight(walked)}到达 ${end}${side}`, levelId, at: last, metres: walked }]
}

const straight = (metres: number): string => (metres < 1 ? '' : `直走 ${Math.round(metres)} 米，`)

/** Degrees, positive to the right (y runs south). */
const angleAt = (a: Point, b: Point, c: Point): number => {
  const turn = Math.atan2(c[1] - b[1], c[0] - b[0]) - Math.atan2(b[1] - a[1], b[0] - a[0])
  return (((turn * 180) / Math.PI + 540) % 360) - 180
}

const turnWord = (degrees: number): string | undefined => {
  const side = degrees > 0 ? '右' : '左'
  const size = Math.abs(degrees)
  if (size < 30) return undefined
  if (size < 60) return `向${side}前方走`
  return size > 150 ? '掉头' : `${side}转`
}

const sideOf = (line: readonly Point[], goal: PlanPlace): string => {
  const [before, here] = line.slice(-2)
  if (before === undefined || here === undefined) return ''
  const degrees = angleAt(before, here, goal.anchor)
  if (Math.abs(degrees) < 35) return '，就在前面'
  return Math.abs(degrees) > 145 ? '，在您身后' : `，在您${degrees > 0 ? '右' : '左'}手边`
}

const nearestLabel = (places: readonly PlanPlace[], at: Point, labelOf: PlaceLabel): string | undefined => {
  let least = landmarkReach
  let best: string | undefined
  for (const place of places) {
    if (distance(place.anchor, at) > least + 30) continue
    const metres = pointToRings(at, place.rings)
    const label = metres <= least ? labelOf(place.placeId) : undefined
    if (label === undefined) continue
    least = metres
    best = label
  }
  return best
}

/** A corner that is cut in two small turns is one turn to whoever walks it. */
const cornerSize = 2.5
const mergeBends = (line: readonly Point[]): Point[] => {
  const [first, last] = [line[0], line.at(-1)]
  if (first === undefined || last === undefined || line.length <= 2) return [...line]
  const inner: Point[] = []
  for (const bend of line.slice(1, -1)) {
    const before = inner.at(-1)
    if (before !== undefined && distance(before, bend) < cornerSize)
      inner[inner.length - 1] = [(before[0] + bend[0]) / 2, (before[1] + bend[1]) / 2]
    else if (distance(first, bend) >= 1 && distance(last, bend) >= 1) inner.push(bend)
  }
  return [first, ...inner, last]
}

/** Douglas–Peucker: drops points that lie within the tolerance of the line without them. */
const simplify = (line: readonly Point[], tolerance: number): Point[] => {
  const [first, last] = [line[0], line.at(-1)]
  if (first === undefined || last === undefined || line.length <= 2 || lengthOf(line) < tolerance) return [...line]
  let [farthest, least] = [0, tolerance]
  line.forEach((p, i) => {
    const metres = pointToSegment(p, first, last)
    if (metres > least) [farthest, least] = [i, metres]
  })
  if (farthest === 0) return [first, last]
  return [
    ...simplify(line.slice(0, farthest + 1), tolerance).slice(0, -1),
    ...simplify(line.slice(farthest), tolerance),
  ]
}
