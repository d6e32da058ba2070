/** Addresses that an image can show; of pictures that only a signed-in person may see, an address of this phone. */
import Taro from '@tarojs/taro'
import { callUrl } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import { isH5 } from './system.ts'

type PictureRoute = 'getComplaintPhoto' | 'getPaperFile' | 'getParcelPhoto'

const inBrowser = async (url: string, header: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await fetch(url, { headers: header })
  if (!answer.ok) throw new Error(`picture refused: ${answer.status}`)
  return URL.createObjectURL(await answer.blob())
}

const inWechat = async (url: string, header: Readonly<Record<string, string>>): Promise<string> => {
  const { tempFilePath, statusCode } = await Taro.downloadFile({ url, header })
  if (statusCode !== 200) throw new Error(`picture refused: ${statusCode}`)
  return tempFilePath
}

/** Everybody may see goods, so an image shows this address itself. */
export const listingPhotoAddress = (marketCode: string, photoId: string): string =>
  SERVER_URL + callUrl(paths.getListingPhoto[1], { params: { marketCode, photoId } })

/** Throws when nothing answers or the server refuses. */
export const openPicture = (token: string, route: PictureRoute, params: Record<string, string>): Promise<string> => {
  const url = SERVER_URL + callUrl(paths[route][1], { params })
  const header = { authorization: `Bearer ${token}` }
  return isH5 ? inBrowser(url, header) : inWechat(url, header)
}
