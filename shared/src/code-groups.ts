/** Codes that people read out, type in or compare. Shorter ones are read out in one breath, and stay whole. */
const longCode = /([0-9A-Z]{8,})/

/** `7K2M9P4QXZ3D` → `7K2M`, `9P4Q`, `XZ3D`. From the end, because a stall calls an order by its last four; none of one sign. */
export const codeGroups = (code: string): readonly string[] => {
  const rest = code.length % 4
  const first = rest === 1 ? 5 : rest
  const fours = code.slice(first).match(/.{4}/g) ?? []
  return first === 0 ? fours : [code.slice(0, first), ...fours]
}

/** Words and the codes among them, in order: a code as its groups, words as they are. */
export const codeParts = (text: string): readonly (string | readonly string[])[] =>
  text
    .split(longCode)
    .filter((part) => part !== '')
    .map((part) => (longCode.test(part) ? codeGroups(part) : part))
