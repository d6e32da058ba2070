/** What a form holds → what the contract wants: a field left blank is null, which clears it. */
export const blankToNull = <V extends object>(values: V): V =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? (value.trim() === '' ? null : value.trim()) : (value ?? null),
    ]),
  ) as V

/** Same, but the named fields are left out when blank, because the server keeps what it has. */
export const keepIfBlank = <V extends object>(values: V, names: readonly (keyof V & string)[]): V =>
  Object.fromEntries(
    Object.entries(values).filter(([key, value]) => !(names.includes(key as keyof V & string) && !value)),
  ) as V
