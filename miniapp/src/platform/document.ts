/** Files that a notice carries: pictures by their address, documents in the phone's own reader. */
import Taro from '@tarojs/taro'
import { callUrl } from '@smart-market/shared/client.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import { isH5 } from './system.ts'

type AttachmentAt = Readonly<Record<'marketCode' | 'noticeId' | 'attachmentId', string>>

export const attachmentUrl = (params: AttachmentAt): string =>
  SERVER_URL + callUrl(paths.getPublicNoticeAttachment[1], { params })

/** Throws when nothing answers, the server refuses, or the phone has no reader for it. */
export const openAttachment = async (params: AttachmentAt): Promise<void> => {
  const url = attachmentUrl(params)
  if (isH5) return window.location.assign(url)
  const { tempFilePath, statusCode } = await Taro.downloadFile({ url })
  if (statusCode !== 200) throw new Error(`attachment refused: ${statusCode}`)
  await Taro.openDocument({ filePath: tempFilePath, fileType: 'pdf', showMenu: true })
}
