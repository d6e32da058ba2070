import { expect, test } from 'vitest'
import { coordinatesOf, distanceText, drawingOf, scaleMetres, shapeText } from './zone-shape.ts'

const centre = { latitude: 34.75, longitude: 113.65 }
const circle = { shape: 'radius' as const, centre, radiusMetres: 3000, corners: null }
/** A hundredth of a degree is 1.1 km from north to south, and less from east to west. */
const square = {
  shape: 'polygon' as const,
  centre: null,
  radiusMetres: null,
  corners: [
    centre,
    { latitude: 34.75, longitude: 113.66 },
    { latitude: 34.76, longitude: 113.66 },
    { latitude: 34.76, longitude: 113.65 },
  ],
}

test('a zone is told by how far it reaches and how large it is, not by its coordinates', () => {
  expect(shapeText(circle)).toBe('半径 3 公里，约 28 平方公里')
  expect(shapeText(square)).toBe('4 个角：东西 915 米、南北 1.1 公里，约 1 平方公里')
  expect(shapeText({ ...circle, centre: null })).toBe('还没有划出来')
})

test('coordinates are told in words for whoever asks for them', () => {
  expect(coordinatesOf(circle)).toEqual(['圆心 北纬 34.75，东经 113.65'])
  expect(coordinatesOf(square)).toHaveLength(4)
})

test('zones are drawn on one plane, each inside the picture', () => {
  const drawing = drawingOf([circle, square])
  if (drawing === null) throw new Error('nothing was drawn')
  expect(drawing.width).toBeCloseTo(6000, 0)
  expect(drawing.height).toBeCloseTo(6000, 0)
  for (const { points } of drawing.outlines)
    for (const { x, y } of points) {
      expect(x).toBeGreaterThanOrEqual(drawing.left)
      expect(y).toBeGreaterThanOrEqual(drawing.top)
    }
  expect(drawingOf([])).toBeNull()
})

test.each([
  [6000, 2000],
  [3000, 1000],
  [1800, 500],
  [200, 50],
])('a picture of %i metres has a scale of %i', (width, scale) => expect(scaleMetres(width)).toBe(scale))

test('a distance is told in metres, and from a thousand on in kilometres', () =>
  expect([800, 1000, 3450].map(distanceText)).toEqual(['800 米', '1 公里', '3.5 公里']))
