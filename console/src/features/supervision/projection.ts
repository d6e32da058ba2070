/** Where markets stand on a plain map, without tiles from anywhere: plate carrée, true to scale at the middle latitude. */
export interface Place {
  readonly longitude: number
  readonly latitude: number
}
export interface Frame {
  readonly width: number
  readonly height: number
}
export interface Projection {
  readonly at: (place: Place) => { readonly x: number; readonly y: number }
  /** Pixels of one kilometre. */
  readonly pixelsPerKm: number
}

const kmPerDegree = 111.32
/** A single market, or markets in one street, are not blown up to fill the frame. */
const smallestKm = 2
const margin = 56

export const project = (places: readonly Place[], { width, height }: Frame): Projection => {
  const lon = spanOf(places.map((place) => place.longitude))
  const lat = spanOf(places.map((place) => place.latitude))
  const kmPerLongitude = kmPerDegree * Math.cos((lat.middle * Math.PI) / 180)
  const km = {
    x: Math.max(smallestKm, lon.length * kmPerLongitude),
    y: Math.max(smallestKm, lat.length * kmPerDegree),
  }
  const pixelsPerKm = Math.min((width - 2 * margin) / km.x, (height - 2 * margin) / km.y)
  return {
    pixelsPerKm,
    at: ({ longitude, latitude }) => ({
      x: width / 2 + (longitude - lon.middle) * kmPerLongitude * pixelsPerKm,
      y: height / 2 - (latitude - lat.middle) * kmPerDegree * pixelsPerKm,
    }),
  }
}

const spanOf = (values: readonly number[]): { middle: number; length: number } => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return values.length === 0 ? { middle: 0, length: 0 } : { middle: (low + high) / 2, length: high - low }
}

/** A round length for the scale that takes about a fifth of the width, kilometres. */
export const scaleKm = (pixelsPerKm: number, width: number): number => {
  const wanted = width / 5 / pixelsPerKm
  const magnitude = 10 ** Math.floor(Math.log10(wanted))
  return ([5, 2, 1].find((step) => step * magnitude <= wanted) ?? 1) * magnitude
}

export interface Label<T> {
  readonly item: T
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'end' | 'middle'
  /** Baseline of the name; null when it has no room and is read from the list. */
  readonly textX: number
  readonly textY: number | null
}
interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Names beside their marks: right, left, below or above, wherever they touch neither a mark nor another name. */
export const placeLabels = <T>(
  marks: readonly { readonly item: T; readonly x: number; readonly y: number; readonly name: string }[],
  { width, height }: Frame,
  letter: number,
): Label<T>[] => {
  const gap = 12
  const taken: Box[] = marks.map(({ x, y }) => ({ left: x - 9, right: x + 9, top: y - 9, bottom: y + 9 }))
  return marks.map(({ item, x, y, name }) => {
    const long = [...name].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? letter : letter * 0.6), 0)
    const choices = [
      { anchor: 'start' as const, textX: x + gap, textY: y + letter * 0.36, left: x + gap },
      { anchor: 'end' as const, textX: x - gap, textY: y + letter * 0.36, left: x - gap - long },
      { anchor: 'middle' as const, textX: x, textY: y + gap + letter, left: x - long / 2 },
      { anchor: 'middle' as const, textX: x, textY: y - gap, left: x - long / 2 },
    ]
    for (const { anchor, textX, textY, left } of choices) {
      const box = { left, right: left + long, top: textY - letter, bottom: textY + letter * 0.3 }
      const fits = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height
      if (!fits || taken.some((other) => overlap(box, other))) continue
      taken.push(box)
      return { item, x, y, anchor, textX, textY }
    }
    return { item, x, y, anchor: 'start', textX: x, textY: null }
  })
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
