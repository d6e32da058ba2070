/** Pattern for `like` and `ilike` that finds the words anywhere; what people type is never a wildcard. Lower case, as search texts are. */
export const likePattern = (q: string): string => `%${q.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`

/** Undefined when nothing is searched for. */
export const patternOf = (q: string | undefined): string | undefined => (q ? likePattern(q) : undefined)
