/** Rows of a list that is read whole, of which one of the words holds what was typed; all of them when nothing was. */
export const withWords = <T>(
  rows: readonly T[],
  q: string,
  wordsOf: (row: T) => readonly (string | null | undefined)[],
): T[] => {
  const wanted = q.trim().toLowerCase()
  return rows.filter((row) => wanted === '' || wordsOf(row).some((word) => word?.toLowerCase().includes(wanted)))
}
