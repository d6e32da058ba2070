/** Photos as this device takes them: made smaller, and read. */

/** The photo on a canvas, its longest side at most so many pixels. Throws DOMException for a file that is no picture. */
export const drawPhoto = async (photo: Blob, longestSide: number): Promise<HTMLCanvasElement> => {
  const picture = await createImageBitmap(photo)
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}

/** A code that fills the photo is found when it is small, one at its far end when it is large. Pixels. */
const sidesToTry = [800, 1600]

/** What the QR code on a photo says; undefined when none can be read. The photo does not leave the device. */
export const readCodeOn = async (photo: Blob): Promise<string | undefined> => {
  const { default: readCode } = await import('jsqr')
  for (const side of sidesToTry) {
    const canvas = await drawPhoto(photo, side).catch(() => undefined)
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height)
    const code = pixels === undefined ? null : readCode(pixels.data, pixels.width, pixels.height)
    if (code !== null && code.data !== '') return code.data
  }
  return undefined
}
