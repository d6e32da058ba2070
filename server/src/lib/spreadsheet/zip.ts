/** Zip archives in and out. Sizes of an archive are not to be trusted: nothing is unpacked beyond the allowance. */
import { promisify } from 'node:util'
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib'
import { UnreadableError } from './unreadable.ts'

export interface Zip {
  /** Parts in the order of the directory; folders end with a slash. */
  names(): readonly string[]
  has(name: string): boolean
  /** Bytes of one part; undefined when absent. Throws UnreadableError when it is broken or larger than what is left. */
  read(name: string): Uint8Array | undefined
}

interface Entry {
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  readonly offset: number
}

const maxEntries = 10_000
const damaged = '文件已损坏或没有下载完整'

/** Throws UnreadableError. `allowance`: unpacked bytes that all reads together may take. */
export const openZip = (bytes: Uint8Array, allowance: number): Zip => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = readDirectory(buffer)
  let left = allowance
  return {
    names: () => [...entries.keys()],
    has: (name) => entries.has(name),
    read: (name) => {
      const entry = entries.get(name)
      if (entry === undefined) return undefined
      if (entry.unpacked > left) throw new UnreadableError(tooLarge(allowance))
      const unpacked = unpack(buffer, entry, left, allowance)
      left -= unpacked.length
      return unpacked
    },
  }
}

const tooLarge = (allowance: number): string => `解压后超过 ${Math.floor(allowance / 1024 / 1024)} MB，不像正常的表格`

const readDirectory = (buffer: Buffer): Map<string, Entry> => {
  // The end record is in the last 64 KiB + 22 bytes, after which only a comment may follow.
  const end = buffer.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > buffer.length || end < buffer.length - 65_557) throw new UnreadableError(damaged)
  const count = buffer.readUInt16LE(end + 10)
  let at = buffer.readUInt32LE(end + 16)
  if (count === 0xffff || at === 0xffffffff || count > maxEntries)
    throw new UnreadableError('压缩结构过大，不像正常的表格')
  const entries = new Map<string, Entry>()
  for (let i = 0; i < count; i++) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== 0x02014b50) throw new UnreadableError(damaged)
    if ((buffer.readUInt16LE(at + 8) & 1) === 1) throw new UnreadableError('文件加了密码，请先去掉密码')
    const nameLength = buffer.readUInt16LE(at + 28)
    const next = at + 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
    entries.set(name, {
      method: buffer.readUInt16LE(at + 10),
      crc: buffer.readUInt32LE(at + 16),
      packed: buffer.readUInt32LE(at + 20),
      unpacked: buffer.readUInt32LE(at + 24),
      offset: buffer.readUInt32LE(at + 42),
    })
    at = next
  }
  return entries
}

const unpack = (buffer: Buffer, entry: Entry, left: number, allowance: number): Uint8Array => {
  const { offset } = entry
  if (offset + 30 > buffer.length || buffer.readUInt32LE(offset) !== 0x04034b50) throw new UnreadableError(damaged)
  const start = offset + 30 + buffer.readUInt16LE(offset + 26) + buffer.readUInt16LE(offset + 28)
  const packed = buffer.subarray(start, start + entry.packed)
  const unpacked = entry.method === 0 ? packed : inflate(packed, entry.method, left, allowance)
  if (unpacked.length !== entry.unpacked || crc32(unpacked) !== entry.crc) throw new UnreadableError(damaged)
  return unpacked
}

const inflate = (packed: Buffer, method: number, left: number, allowance: number): Buffer => {
  if (method !== 8) throw new UnreadableError('压缩方式不常见，读不了')
  try {
    // The directory's sizes may lie; this limit does not.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    throw new UnreadableError(code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(allowance) : damaged)
  }
}

const deflate = promisify(deflateRaw)

/** An archive of the parts, dated 1980-01-01, so that the same parts give the same bytes. */
export const writeZip = async (
  parts: readonly { readonly name: string; readonly text: string | Uint8Array }[],
): Promise<Uint8Array> => {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const raw = typeof part.text === 'string' ? Buffer.from(part.text) : part.text
    const packed = await deflate(raw)
    const name = Buffer.from(part.name)
    // The fields that a local header and its directory entry share: ECMA-376 part 2 leaves the rest to APPNOTE 6.
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x0800, 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt16LE(0x0021, 8)
    shared.writeUInt32LE(crc32(raw), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(raw.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, place, name)
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), shared, name, packed)
    offset += 30 + name.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...bodies, list, end]))
}
