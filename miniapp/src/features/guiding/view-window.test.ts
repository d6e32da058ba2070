import { expect, it } from 'vitest'
import { showing, wholeScale, zoomed } from './view-window.ts'

const level = [0, 0, 100, 50] as const
const window = { width: 400, height: 300 }

it('shows the whole level first', () => expect(wholeScale(level, window)).toBe(4))

it('frames a part of it in the middle, and never scrolls past an edge', () => {
  expect(showing(level, window, [40, 20, 20, 10])).toEqual({ scale: 20, left: 800, top: 350 })
  expect(showing(level, window, [90, 40, 10, 10])).toMatchObject({ left: 100 * 26 - 400, top: 50 * 26 - 300 })
})

it('keeps the middle while zooming, and stops at the whole level', () => {
  const near = showing(level, window, [40, 20, 20, 10])
  const far = zoomed(level, window, near, 0.5)
  expect((far.left + 200) / far.scale).toBeCloseTo(50, 0)
  expect(zoomed(level, window, far, 0.01)).toEqual({ scale: 4, left: 0, top: 0 })
})
