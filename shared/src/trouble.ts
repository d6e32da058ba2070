/** What a page says of its own error. Without zod, because phones load it. */

/** Characters. */
export const troubleLimits = { page: 200, message: 300, stack: 1500, release: 100 } as const

/** What is sent of an error: its kind and words, and where it was thrown, each cut to its limit. */
export const troubleOf = (cause: unknown): { message: string; stack?: string } => {
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  const cut = { message: message.slice(0, troubleLimits.message) }
  if (!(cause instanceof Error) || cause.stack === undefined) return cut
  // The first line repeats the message in some browsers.
  const places = cause.stack
    .split('\n')
    .filter((line) => /:\d+:\d+/.test(line))
    .slice(0, 12)
  return { ...cut, stack: places.join('\n').slice(0, troubleLimits.stack) }
}
