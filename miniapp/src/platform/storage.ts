import Taro from '@tarojs/taro'

/** Kept on this phone only. `null` when never written, or when the browser forbids storage. */
export const readStored = (key: string): string | null => {
  try {
    const value: unknown = Taro.getStorageSync(key)
    return typeof value === 'string' && value !== '' ? value : null
  } catch {
    return null
  }
}

export const removeStored = (key: string): void => {
  try {
    Taro.removeStorageSync(key)
  } catch {
    return
  }
}

/** A browser that forbids storage loses the choice at the next visit, nothing else, so the failure is dropped. */
export const writeStored = (key: string, value: string): void => {
  try {
    Taro.setStorageSync(key, value)
  } catch {
    return
  }
}

/** Removes all whose names begin so, also those of which nobody kept a list, but for those that begin with one of `but`. */
export const removeStoredUnder = (prefix: string, but: readonly string[] = []): void => {
  try {
    for (const key of Taro.getStorageInfoSync().keys)
      if (key.startsWith(prefix) && !but.some((one) => key.startsWith(one))) Taro.removeStorageSync(key)
  } catch {
    return
  }
}
