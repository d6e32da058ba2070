/** What this browser remembers for the person: large type, last market, rubric of each market. Nothing else. */
import { useSyncExternalStore } from 'react'

const prefix = 'smart-market.console.'
/** The browser tells other tabs of a change; this tab is told by the same event. */
const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('storage', listener)
  return () => window.removeEventListener('storage', listener)
}

const read = (key: string): string | undefined => {
  try {
    return localStorage.getItem(prefix + key) ?? undefined
  } catch {
    return undefined
  }
}
const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(prefix + key, value)
  } catch {
    // A browser without storage still works; it only forgets.
  }
  window.dispatchEvent(new Event('storage'))
}

export const usePreference = (key: string): [string | undefined, (value: string) => void] => [
  useSyncExternalStore(subscribe, () => read(key)),
  (value) => write(key, value),
]

export const useLargeType = (): [boolean, (on: boolean) => void] => {
  const [value, set] = usePreference('largeType')
  return [value === 'on', (on) => set(on ? 'on' : 'off')]
}

export const defaultRubric = 'zhengzhou-2021'
export const useChosenRubric = (marketId: string): [string, (rubric: string) => void] => {
  const [value, set] = usePreference(`rubric.${marketId}`)
  return [value ?? defaultRubric, set]
}
