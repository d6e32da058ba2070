import { randomBytes } from 'node:crypto'

const pooledBytes = 8192

/** Random bytes of the operating system, fetched in one piece for many small wants: an id takes twelve. Each is given once. */
export const createRandom = (): ((bytes: number) => Uint8Array) => {
  let pool = randomBytes(pooledBytes)
  let used = 0
  return (bytes) => {
    if (bytes > pooledBytes / 8) return randomBytes(bytes)
    if (used + bytes > pool.length) {
      pool = randomBytes(pooledBytes)
      used = 0
    }
    used += bytes
    return pool.subarray(used - bytes, used)
  }
}
