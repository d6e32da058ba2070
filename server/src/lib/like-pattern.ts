/** What a person typed, as a pattern for `ilike`: anywhere in the text, `%`, `_` and `\` are letters; nothing typed, no pattern. */
export const patternOf = (q: string | undefined): string | undefined =>
  q ? `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` : undefined
