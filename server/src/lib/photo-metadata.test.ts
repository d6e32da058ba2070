import { describe, expect, it } from 'vitest'
import { withoutMetadata } from './photo-metadata.ts'

const text = (words: string): number[] => [...words].map((c) => c.charCodeAt(0))
const segment = (marker: number, body: readonly number[]): number[] => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 0xff,
  ...body,
]
const ifd = (orientation: number): number[] => [
  0,
  0,
  0,
  8,
  0,
  1,
  1,
  0x12,
  0,
  3,
  0,
  0,
  0,
  1,
  0,
  orientation,
  0,
  0,
  0,
  0,
  0,
  0,
]
/** A big-endian Exif body with an orientation and, as a phone writes it, a place in words. */
const exif = (orientation: number): number[] => [
  ...text('Exif\0\0MM\0*'),
  ...ifd(orientation),
  ...text('34.7536N 113.6500E'),
]
const jpeg = (...segments: readonly number[][]): Uint8Array =>
  Uint8Array.from([
    0xff,
    0xd8,
    ...segments.flat(),
    ...segment(0xdb, [1, 2]),
    ...segment(0xda, [3]),
    0xff,
    0xe1,
    9,
    0xff,
    0xd9,
  ])
const chunk = (name: string, body: readonly number[]): number[] => [
  0,
  0,
  0,
  body.length,
  ...text(name),
  ...body,
  0,
  0,
  0,
  0,
]
const riff = (chunks: readonly number[]): Uint8Array =>
  Uint8Array.from([...text('RIFF'), chunks.length + 4, 0, 0, 0, ...text('WEBP'), ...chunks])
const part = (name: string, body: readonly number[]): number[] => [
  ...text(name),
  body.length,
  0,
  0,
  0,
  ...body,
  ...(body.length % 2 === 1 ? [0] : []),
]
const words = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

describe('a photo from a phone', () => {
  it('loses place, comment and device of a JPEG, and keeps the picture to the byte', () => {
    const taken = jpeg(segment(0xe0, text('JFIF')), segment(0xe1, exif(1)), segment(0xfe, text('my phone')))
    expect(withoutMetadata('image/jpeg', taken)).toEqual(jpeg(segment(0xe0, text('JFIF'))))
  })

  it('stays turned as it was taken', () => {
    const clean = withoutMetadata('image/jpeg', jpeg(segment(0xe1, exif(6))))
    expect(words(clean)).not.toContain('113.65')
    const again = withoutMetadata('image/jpeg', clean)
    expect(again).toEqual(clean)
    expect(clean.slice(2, 4)).toEqual(Uint8Array.from([0xff, 0xe1]))
    expect(clean[2 + 29]).toBe(6)
  })

  it('keeps its colour profile', () => {
    const profiled = jpeg(segment(0xe2, text('ICC_PROFILE\0..')))
    expect(withoutMetadata('image/jpeg', profiled)).toEqual(profiled)
  })

  it('loses the texts of a PNG', () => {
    const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    const taken = Uint8Array.from([
      ...head,
      ...chunk('IHDR', [1]),
      ...chunk('tEXt', text('Author\0me')),
      ...chunk('IEND', []),
    ])
    expect(withoutMetadata('image/png', taken)).toEqual(
      Uint8Array.from([...head, ...chunk('IHDR', [1]), ...chunk('IEND', [])]),
    )
  })

  it('loses Exif and XMP of a WebP, and no longer announces them', () => {
    const taken = riff([
      ...part('VP8X', [0x2c, 0, 0, 0, 0]),
      ...part('VP8 ', [1, 2]),
      ...part('EXIF', [7]),
      ...part('XMP ', [8]),
    ])
    expect(withoutMetadata('image/webp', taken)).toEqual(
      riff([...part('VP8X', [0x20, 0, 0, 0, 0]), ...part('VP8 ', [1, 2])]),
    )
  })

  it('is left alone from where it is not understood', () => {
    for (const [type, head] of [
      ['image/jpeg', [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]],
      ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]],
    ] as const)
      expect(withoutMetadata(type, Uint8Array.from(head))).toEqual(Uint8Array.from(head))
  })
})
