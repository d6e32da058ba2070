/** The part of a level that the map's window shows: how large the level is drawn, and how far it is scrolled. Pure. */
import type { Frame } from './plan-picture.ts'

export interface Size {
  readonly width: number
  readonly height: number
}
/** CSS px a metre, and CSS px from the left and top of the drawn level to the window's corner. */
export interface ViewWindow {
  readonly scale: number
  readonly left: number
  readonly top: number
}

/** Above this a phone runs out of memory for the picture, CSS px. */
const widestPicture = 2600
/** Closer than this at first, and nobody sees where in the market it is. */
const mostAtFirst = 2.5
/** Nothing is gained by drawing larger than this, CSS px a metre. */
const closest = 60

/** The scale at which all of it can be seen. */
export const wholeScale = ([, , width, height]: Frame, window: Size): number =>
  Math.min(window.width / width, window.height / height)

const bounded = (level: Frame, window: Size, scale: number): number => {
  const least = wholeScale(level, window)
  const most = Math.max(least, Math.min(closest, widestPicture / Math.max(level[2], level[3])))
  return Math.min(Math.max(scale, least), most)
}

/** Shows the frame of the level as large as it fits. */
export const showing = (level: Frame, window: Size, frame: Frame): ViewWindow => {
  const scale = bounded(level, window, wholeScale(frame, window))
  return centredOn(level, window, scale, frame[0] + frame[2] / 2, frame[1] + frame[3] / 2)
}

/** Larger or smaller about a point of the level that stays in the middle. */
export const zoomed = (level: Frame, window: Size, view: ViewWindow, factor: number): ViewWindow => {
  const x = level[0] + (view.left + window.width / 2) / view.scale
  const y = level[1] + (view.top + window.height / 2) / view.scale
  return centredOn(level, window, bounded(level, window, view.scale * factor), x, y)
}

/** The first look: stall numbers large enough to read (`type` CSS px), as much around the point as then fits. */
export const firstLook = (
  level: Frame,
  window: Size,
  labelSize: number,
  type: number,
  at: readonly [x: number, y: number] | null,
): ViewWindow => {
  const whole = wholeScale(level, window)
  const readable = Math.min(type / labelSize, whole * mostAtFirst)
  const [x, y] = at ?? [level[0] + level[2] / 2, level[1] + level[3] / 2]
  return centredOn(level, window, bounded(level, window, Math.max(whole, readable)), x, y)
}

const centredOn = (level: Frame, window: Size, scale: number, x: number, y: number): ViewWindow => {
  const within = (at: number, whole: number, part: number): number =>
    Math.round(Math.min(Math.max(at - part / 2, 0), Math.max(whole - part, 0)))
  return {
    scale,
    left: within((x - level[0]) * scale, level[2] * scale, window.width),
    top: within((y - level[1]) * scale, level[3] * scale, window.height),
  }
}
