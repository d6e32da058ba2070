import Taro from '@tarojs/taro'
import { isH5 } from './system.ts'

export interface Place {
  readonly latitude: number
  readonly longitude: number
  /** What the map calls it; empty where there is no map to choose on. */
  readonly name: string
}

const locateTimeoutMs = 15_000

const locate = (): Promise<Place> =>
  new Promise((resolve, reject) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude, name: '' }),
      reject,
      { timeout: locateTimeoutMs, enableHighAccuracy: true },
    ),
  )

const chooseOnMap = async (): Promise<Place | null> => {
  try {
    const { latitude, longitude, name } = await Taro.chooseLocation({})
    return { latitude: Number(latitude), longitude: Number(longitude), name }
  } catch (failure) {
    if (((failure as { errMsg?: string }).errMsg ?? '').includes('cancel')) return null
    throw failure
  }
}

/**
 * On WeChat the shopper points at a map; in a browser it is where the phone is. Null when the shopper closed the map.
 * Throws when the permission was refused or nothing was found; pickup always stays possible.
 */
export const choosePlace = (): Promise<Place | null> => (isH5 ? locate() : chooseOnMap())
