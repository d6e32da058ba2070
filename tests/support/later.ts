/** What is put up before the tests of a file and named at its top. */
export const standing = <T>(one: T | undefined): T => {
  if (one === undefined) throw new Error('this stands only while tests run')
  return one
}

/** Stands for what is put up later: a plain object whose functions need no `this`. */
export const later = <T extends object>(found: () => T | undefined): T =>
  new Proxy({} as T, { get: (_, name): unknown => Reflect.get(standing(found()), name) })
