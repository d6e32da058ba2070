/** The state of a list lives in the address, so that a link, a reload and the back button show the same rows. */
import { useNavigate, useSearch } from '@tanstack/react-router'

export type SearchValues = Readonly<Record<string, string | undefined>>

export interface ListState {
  readonly page: number
  readonly pageSize: number
  readonly q: string
  readonly sort: string | undefined
  readonly order: 'asc' | 'desc' | undefined
}

const positive = (text: string | undefined, otherwise: number, most: number): number => {
  const value = Number(text)
  return Number.isInteger(value) && value >= 1 && value <= most ? value : otherwise
}

export const listState = (search: SearchValues, pageSize = 50): ListState => ({
  page: positive(search['page'], 1, 100_000),
  pageSize: positive(search['pageSize'], pageSize, 200),
  q: search['q'] ?? '',
  sort: search['sort'],
  order: search['order'] === 'desc' ? 'desc' : search['order'] === 'asc' ? 'asc' : undefined,
})

/** A changed filter starts again at page 1; empty values leave the address. */
export const patchSearch = (search: SearchValues, patch: SearchValues): Record<string, string> => {
  const next: Record<string, string> = {}
  const start = 'page' in patch ? search : { ...search, page: undefined }
  for (const [key, value] of Object.entries({ ...start, ...patch }))
    if (value !== undefined && value !== '' && !(key === 'page' && value === '1')) next[key] = value
  return next
}

/** The value when it is one of the allowed words, for filters that the server checks. */
export const oneOf = <const T extends string>(value: string | undefined, allowed: readonly T[]): T | undefined =>
  allowed.find((word) => word === value)

/** What `show` in the address chooses; the first choice when it names none. */
export const shownOf = <T extends string>(
  { values }: Pick<ListSearch, 'values'>,
  choices: Readonly<Record<T, string>>,
): T => {
  const words = Object.keys(choices) as [T, ...T[]]
  return oneOf(values['show'], words) ?? words[0]
}

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))
export const stringifySearch = (values: object): string => {
  const kept = Object.entries(values).filter(([, v]) => v !== undefined && v !== '')
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept.map(([k, v]) => [k, String(v)]))}`
}

export interface ListSearch extends ListState {
  readonly values: SearchValues
  readonly set: (patch: SearchValues) => void
}

export const useListSearch = (pageSize = 50): ListSearch => {
  const values = useSearch({ strict: false }) as SearchValues
  const navigate = useNavigate()
  return {
    ...listState(values, pageSize),
    values,
    set: (patch) => void navigate({ to: '.', search: patchSearch(values, patch), replace: true }),
  }
}
