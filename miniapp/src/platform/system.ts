import Taro from '@tarojs/taro'

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

/** A key that no other phone and no other moment makes; not a secret. */
export const makeKey = (): string => {
  const random = () => Math.random().toString(36).slice(2, 12)
  return `${Date.now().toString(36)}-${random()}${random()}`
}

/** Opens the dialler, which asks again before it rings. A shopper who cancels there is no failure. */
export const dial = (phone: string): void => {
  Taro.makePhoneCall({ phoneNumber: phone }).catch(() => undefined)
}
