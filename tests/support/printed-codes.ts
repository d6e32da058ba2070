/** Reads the codes off a PDF of ours, as a phone's camera reads them off the paper. */
import { inflateSync } from 'node:zlib'
import readCode from 'jsqr'

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
/** Black boxes that are filled together, in points, the origin at the top left as our papers are drawn. */
const filledBoxes = (drawing: string): Box[][] => {
  const groups: Box[][] = []
  let boxes: Box[] = []
  const act = /(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re\b|\bf\b/g
  for (const [text, x, y, width, height] of drawing.matchAll(act)) {
    if (text !== 'f') {
      boxes.push({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) })
      continue
    }
    groups.push(boxes)
    boxes = []
  }
  return groups
}

/** Four modules of white, as ISO/IEC 18004 asks for. */
const quiet = 4
/** Pixels of a module. */
const scale = 4

const picture = (boxes: readonly Box[]) => {
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const module = Math.min(...boxes.map(({ width }) => width))
  const across = Math.round(Math.max(...boxes.map(({ x, width }) => x + width - left)) / module)
  const side = (across + 2 * quiet) * scale
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  const pixelOf = (points: number): number => (Math.round(points / module) + quiet) * scale
  for (const box of boxes)
    for (let row = pixelOf(box.y - top); row < pixelOf(box.y - top) + scale; row++)
      for (let column = pixelOf(box.x - left); column < pixelOf(box.x - left + box.width); column++)
        pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
  return { pixels, side }
}

/** A code has at least 21 rows of modules; fewer boxes are some other ornament. */
const fewest = 21

/** The texts of all codes on the pages, in the order of drawing. Throws when one of them cannot be read. */
export const readPrintedCodes = (pdf: Uint8Array): string[] => {
  const file = Buffer.from(pdf)
  const found: string[] = []
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 1)) {
    const end = file.indexOf('endstream', at)
    // Fonts are streams as well; "endstream" ends with the same word and begins none.
    const drawing = inflated(file.subarray(at + 'stream\n'.length, end))
    for (const boxes of filledBoxes(drawing)) {
      if (boxes.length < fewest) continue
      const { pixels, side } = picture(boxes)
      const code = readCode(pixels, side, side)
      if (code === null) throw new Error(`a printed code of ${boxes.length} boxes cannot be read`)
      found.push(code.data)
    }
  }
  return found
}
const inflated = (stream: Buffer): string => {
  try {
    return inflateSync(stream).toString('latin1')
  } catch {
    return ''
  }
}
