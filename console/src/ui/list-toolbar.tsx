import { Flex, Input, type InputRef, Segmented, Select } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type ListSearch, shownOf } from '../lib/search-params.ts'
import { countText } from '../lib/format.ts'

const typingMs = 300

/** Search box of a list; the key `/` jumps into it from anywhere on the page. */
export const SearchBox = ({ list, hint }: { list: ListSearch; hint: string }): ReactNode => {
  const { set, q } = list
  const [typed, setTyped] = useState<{ text: string; over: string }>()
  const box = useRef<InputRef>(null)
  const timer = useRef<number>(undefined)
  // What is being typed holds only until the address changes, by this box or by the back button.
  const text = typed?.over === q ? typed.text : q
  const searchSoon = (value: string): void => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => set({ q: value.trim() }), typingMs)
  }
  useEffect(() => () => window.clearTimeout(timer.current), [])
  useEffect(() => {
    const jump = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input,textarea,[contenteditable]')
      if (event.key !== '/' || typing) return
      event.preventDefault()
      box.current?.focus()
    }
    window.addEventListener('keydown', jump)
    return () => window.removeEventListener('keydown', jump)
  }, [])
  return (
    <Input.Search
      ref={box}
      allowClear
      className="search-box"
      value={text}
      placeholder={hint}
      aria-label={hint}
      onChange={(e) => {
        setTyped({ text: e.target.value, over: q })
        // Pinyin still being composed is no search yet.
        if (!(e.nativeEvent instanceof InputEvent && e.nativeEvent.isComposing)) searchSoon(e.target.value)
      }}
      onCompositionEnd={(e) => searchSoon(e.currentTarget.value)}
      onSearch={(value) => set({ q: value.trim() })}
    />
  )
}

interface FilterProps {
  readonly list: ListSearch
  /** Name in the address. */
  readonly name: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export const FilterSelect = ({ list, name, label, options }: FilterProps): ReactNode => (
  <Select
    allowClear
    className="filter"
    placeholder={label}
    aria-label={label}
    value={list.values[name] || undefined}
    options={[...options]}
    popupMatchSelectWidth={false}
    onChange={(value: string | undefined) => list.set({ [name]: value })}
  />
)

interface ShowProps<T extends string> {
  readonly list: ListSearch
  /** The first is what the page opens with, and is not in the address. */
  readonly choices: Readonly<Record<T, string>>
  /** Filters that hold for one choice only, taken out of the address with it. */
  readonly drops?: readonly string[]
}

/** Which part of a list is shown: `show` in the address, read by `shownOf`. */
export const ShowSwitch = <T extends string>({ list, choices, drops = [] }: ShowProps<T>): ReactNode => {
  const options = optionsOf(choices)
  return (
    <Segmented
      aria-label="看哪些"
      className="wrap-segments"
      value={shownOf(list, choices)}
      options={options}
      onChange={(show) =>
        list.set({
          ...Object.fromEntries(drops.map((name) => [name, undefined])),
          show: show === options[0]?.value ? undefined : show,
        })
      }
    />
  )
}

export const ListToolbar = ({ children }: { children: ReactNode }): ReactNode => (
  <Flex wrap gap="small" className="toolbar">
    {children}
  </Flex>
)

interface FoundProps {
  readonly q: string
  readonly found: number
  readonly all: number
  /** Measure word, such as 个. */
  readonly unit: string
  /** What is counted, such as 分区. */
  readonly of: string
}

/** How many of a list that is read whole a search has left; nothing while nobody searches. */
export const FoundOf = ({ q, found, all, unit, of }: FoundProps): ReactNode =>
  q !== '' && (
    <span className="found-of quiet">
      {of}共 {countText(all)} {unit}，找到 {countText(found)} {unit}
    </span>
  )

interface FindProps extends Omit<FoundProps, 'q'> {
  readonly list: ListSearch
  readonly hint: string
}

/** The toolbar of a list that is read whole: what to search for, and how many it has left. */
export const FindToolbar = ({ list, hint, ...found }: FindProps): ReactNode => (
  <ListToolbar>
    <SearchBox list={list} hint={hint} />
    <FoundOf q={list.q} {...found} />
  </ListToolbar>
)

/** `{a: '甲'}` → select options. */
export const optionsOf = <T extends string>(words: Readonly<Record<T, string>>): { value: T; label: string }[] =>
  (Object.entries(words) as [T, string][]).map(([value, label]) => ({ value, label }))
