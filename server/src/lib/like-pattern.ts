/** For `like`: the text stands for itself, also where it holds a wildcard. */
export const literally = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`)

/** Pattern for `like` and `ilike` that finds the words anywhere; what people type is never a wildcard. Lower case, as search texts are. */
export const likePattern = (q: string): string => `%${literally(q.toLowerCase())}%`

/** Undefined when nothing is searched for. */
export const patternOf = (q: string | undefined): string | undefined => (q ? likePattern(q) : undefined)
