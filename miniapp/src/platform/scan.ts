import Taro from '@tarojs/taro'

/** A browser page cannot open WeChat's scanner; there the shopper types the stall's number. */
export const canScan = process.env.TARO_ENV === 'weapp'

/** The text in the code, or null when the shopper closed the scanner. Throws when the camera cannot be used. */
export const scanCode = async (): Promise<string | null> => {
  try {
    return (await Taro.scanCode({ scanType: ['qrCode', 'barCode'] })).result
  } catch (failure) {
    const reason = (failure as { errMsg?: string }).errMsg ?? ''
    if (reason.includes('cancel')) return null
    throw failure
  }
}
