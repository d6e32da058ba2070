import Taro from '@tarojs/taro'

/** False when the phone or browser refused. */
export const copyText = async (data: string): Promise<boolean> => {
  try {
    await Taro.setClipboardData({ data })
    return true
  } catch {
    return false
  }
}
