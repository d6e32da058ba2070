/** What kind of photo some bytes are, and the photo as it is kept. */
import { type PhotoType, withoutMetadata } from './photo-metadata.ts'

export const photoEndings = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const

/** A photo is what its first bytes say; undefined for anything else. */
const photoTypeOf = (bytes: Uint8Array): PhotoType | undefined => {
  const has = (offset: number, ...head: number[]): boolean => head.every((byte, i) => bytes[offset + i] === byte)
  if (has(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (has(0, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (has(0, 0x52, 0x49, 0x46, 0x46) && has(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp'
  return undefined
}

export interface KeptPhoto {
  readonly mediaType: PhotoType
  /** Without place, time and device. */
  readonly bytes: Uint8Array
}

/** A photo as it may be kept and shown; undefined when the bytes are no photo. */
export const photoOf = (bytes: Uint8Array): KeptPhoto | undefined => {
  const mediaType = photoTypeOf(bytes)
  return mediaType === undefined ? undefined : { mediaType, bytes: withoutMetadata(mediaType, bytes) }
}
