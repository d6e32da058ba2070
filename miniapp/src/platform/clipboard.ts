import Taro from '@tarojs/taro'
import { removeStored } from './storage.ts'
import { isH5 } from './system.ts'

/** Where Taro keeps a second copy in a browser; what was copied is somebody's whole record and must not stay there. */
const taroCopy = 'taro_clipboard'

/** False when the phone or browser refused. */
export const copyText = async (data: string): Promise<boolean> => {
  try {
    await Taro.setClipboardData({ data })
    return true
  } catch {
    return false
  } finally {
    if (isH5) removeStored(taroCopy)
  }
}
