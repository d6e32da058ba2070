/** A photograph taken now or chosen from the album, small enough to send. */
import Taro from '@tarojs/taro'
import { isH5 } from './system.ts'

export interface Photo {
  readonly fileName: string
  readonly bytes: ArrayBuffer
  /** For showing it on this phone. */
  readonly preview: string
}

/** Papers stay readable at this size, and a photograph stays below half a megabyte. */
const longestSidePx = 1600
const jpegQuality = 0.82

const choose = (): Promise<File | null> =>
  new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'image/*'
    input.onchange = () => resolve(input.files?.[0] ?? null)
    input.oncancel = () => resolve(null)
    input.click()
  })

const shrink = async (file: File): Promise<Blob> => {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, longestSidePx / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', jpegQuality),
  )
}

const takeInBrowser = async (): Promise<Photo | null> => {
  const file = await choose()
  if (file === null) return null
  const blob = await shrink(file)
  return {
    fileName: `${file.name.replace(/\.\w+$/, '')}.jpg`,
    bytes: await blob.arrayBuffer(),
    preview: URL.createObjectURL(blob),
  }
}

const readFile = (filePath: string): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) =>
    Taro.getFileSystemManager().readFile({
      filePath,
      success: ({ data }) => resolve(data as ArrayBuffer),
      fail: reject,
    }),
  )

const takeInWechat = async (): Promise<Photo | null> => {
  try {
    const { tempFiles } = await Taro.chooseMedia({
      count: 1,
      mediaType: ['image'],
      sizeType: ['compressed'],
      sourceType: ['camera', 'album'],
    })
    const path = tempFiles[0]?.tempFilePath
    if (path === undefined) return null
    return { fileName: path.split('/').pop() ?? 'photo.jpg', bytes: await readFile(path), preview: path }
  } catch (failure) {
    if (((failure as { errMsg?: string }).errMsg ?? '').includes('cancel')) return null
    throw failure
  }
}

/** Null when the camera was closed. Throws when it may not be used, or when the file is no picture. */
export const takePhoto: () => Promise<Photo | null> = isH5 ? takeInBrowser : takeInWechat
