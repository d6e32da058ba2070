import Taro from '@tarojs/taro'
import { useEffect, useState } from 'react'

/** WeChat's own font size counts as a wish for large type from here on: its standard is 16 to 17 px. */
const largeFontSetting = 20

export const isH5 = process.env.TARO_ENV === 'h5'

/** True when the shopper has already enlarged type in WeChat. Browsers do not tell. */
export const prefersLargeType = (): boolean => {
  if (isH5) return false
  // Taro's types leave this field out of the answer.
  const { fontSizeSetting = 0 } = Taro.getAppBaseInfo() as { fontSizeSetting?: number }
  return fontSizeSetting >= largeFontSetting
}

const darkQuery = '(prefers-color-scheme: dark)'
const isDark = (): boolean => (isH5 ? window.matchMedia(darkQuery).matches : Taro.getAppBaseInfo().theme === 'dark')

/** Calls back when the phone turns dark or light, until the answer is called. */
const watchDark = (turned: (dark: boolean) => void): (() => void) => {
  if (isH5) {
    const query = window.matchMedia(darkQuery)
    const listen = () => turned(query.matches)
    // Safari below 14 knows only the older pair of names.
    if (!('addEventListener' in query)) return () => undefined
    query.addEventListener('change', listen)
    return () => query.removeEventListener('change', listen)
  }
  const listen: Taro.onThemeChange.Callback = ({ theme }) => turned(theme === 'dark')
  Taro.onThemeChange(listen)
  return () => Taro.offThemeChange(listen)
}

/** Whether the phone is in dark mode: for what is drawn and not styled. */
export const useDark = (): boolean => {
  const [dark, setDark] = useState(isDark)
  useEffect(() => watchDark(setDark), [])
  return dark
}

/** A key that no other phone and no other moment makes; not a secret. */
export const makeKey = (): string => {
  const random = () => Math.random().toString(36).slice(2, 12)
  return `${Date.now().toString(36)}-${random()}${random()}`
}

/** Opens the dialler, which asks again before it rings. A shopper who cancels there is no failure. */
export const dial = (phone: string): void => {
  Taro.makePhoneCall({ phoneNumber: phone }).catch(() => undefined)
}
