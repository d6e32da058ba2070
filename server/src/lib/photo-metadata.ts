/**
 * Photos without what the phone wrote beside the picture: place, time, device, names. Of it all only the way the picture
 * is turned stays, for without it a browser shows it lying on its side. Pictures are not decoded: what is not understood
 * is left as it is, from there to the end.
 */
export type PhotoType = 'image/png' | 'image/jpeg' | 'image/webp'

const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))
const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const orientationTag = 0x0112
/** 1 to 8 as Exif 2.32 §4.6.4 has it; 1, upright, when none is told. `tiff` is what follows `Exif\0\0`. */
const orientationOf = (tiff: Uint8Array): number => {
  if (tiff.length < 8) return 1
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length)
  const little = ascii(tiff, 0, 2) === 'II'
  const first = view.getUint32(4, little)
  if (first + 2 > tiff.length) return 1
  const count = view.getUint16(first, little)
  for (let i = 0; i < count; i++) {
    const entry = first + 2 + i * 12
    if (entry + 12 > tiff.length) return 1
    if (view.getUint16(entry, little) === orientationTag) return view.getUint16(entry + 8, little)
  }
  return 1
}
/** An Exif segment that says nothing but the orientation: one entry, a short, in big-endian order. */
const turned = (orientation: number): Uint8Array => {
  const empty = 'ffe100224578696600004d4d002a000000080001011200030000000100000000' + '00000000'
  const segment = Uint8Array.from(Buffer.from(empty, 'hex'))
  segment[29] = orientation
  return segment
}

const startOfScan = 0xda
const comment = 0xfe
/** JFIF, Adobe's colour transform, and colour profiles are about the picture; the other application segments are not. */
const isAboutPicture = (marker: number, body: Uint8Array): boolean => {
  if (marker === comment) return false
  if (marker < 0xe0 || marker > 0xef) return true
  return marker === 0xe0 || marker === 0xee || (marker === 0xe2 && ascii(body, 0, 11) === 'ICC_PROFILE')
}

const cleanJpeg = (bytes: Uint8Array): Uint8Array => {
  const parts = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
    if (marker === startOfScan || end > bytes.length || end < at + 4) break
    const body = bytes.subarray(at + 4, end)
    if (isAboutPicture(marker, body)) parts.push(bytes.subarray(at, end))
    else if (marker === 0xe1 && ascii(body, 0, 4) === 'Exif') {
      const orientation = orientationOf(body.subarray(6))
      if (orientation > 1 && orientation <= 8) parts.push(turned(orientation))
    }
    at = end
  }
  return joined([...parts, bytes.subarray(at)])
}

const pngMetadata = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'])
const cleanPng = (bytes: Uint8Array): Uint8Array => {
  const parts = [bytes.subarray(0, 8)]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 8
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at)
    if (end > bytes.length) break
    if (!pngMetadata.has(ascii(bytes, at + 4, 4))) parts.push(bytes.subarray(at, end))
    at = end
  }
  return joined([...parts, bytes.subarray(at)])
}

/** Of the extended header: Exif and XMP are announced by these bits (RFC 9649, 2.7.1). */
const webpFlags = 0x08 | 0x04
const cleanWebp = (bytes: Uint8Array): Uint8Array => {
  const parts = [bytes.slice(0, 12)]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 12
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at + 4, true)
    const end = at + 8 + size + (size & 1)
    if (end > bytes.length) break
    const name = ascii(bytes, at, 4)
    const chunk = bytes.slice(at, end)
    if (name === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~webpFlags
    if (name !== 'EXIF' && name !== 'XMP ') parts.push(chunk)
    at = end
  }
  const clean = joined([...parts, bytes.subarray(at)])
  if (clean.length >= 12) new DataView(clean.buffer).setUint32(4, clean.length - 8, true)
  return clean
}

const cleaners = { 'image/jpeg': cleanJpeg, 'image/png': cleanPng, 'image/webp': cleanWebp } as const

export const withoutMetadata = (mediaType: PhotoType, bytes: Uint8Array): Uint8Array => cleaners[mediaType](bytes)
