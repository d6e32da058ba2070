/** A round lies in the browser until the server has it: a walk through a market crosses places without a network. */
import { ApiError, client } from '../../lib/client.ts'
import { drawPhoto } from '../../lib/photo.ts'
import { answerAt, type Draft, type DraftPhoto, roundBody, withAnswer } from './model.ts'

const keyOf = (marketId: string): string => `smart-market.round.${marketId}`

export const readDraft = (marketId: string): Draft | null => {
  const kept = localStorage.getItem(keyOf(marketId))
  return kept === null ? null : (JSON.parse(kept) as Draft)
}

/** False when the browser has no room left: the last photo is then not kept. */
export const keepDraft = (marketId: string, draft: Draft): boolean => {
  try {
    localStorage.setItem(keyOf(marketId), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export const dropDraft = (marketId: string): void => localStorage.removeItem(keyOf(marketId))

const longestSide = 1280

/** A photo small enough to keep: at most 1,280 pixels wide or high, as JPEG. */
export const shrink = async (file: File): Promise<string> => {
  const canvas = await drawPhoto(file, longestSide)
  return canvas.toDataURL('image/jpeg', 0.8)
}

const sendPhoto = async (marketId: string, photo: DraftPhoto): Promise<DraftPhoto> => {
  if (photo.photoId !== null || photo.data === null) return photo
  const bytes = await (await fetch(photo.data)).blob()
  const made = await client.uploadInspectionPhoto({
    params: { marketId },
    upload: { fileName: 'photo.jpg', bytes },
  })
  return { data: null, photoId: made.photoId }
}

/** Photos first, each remembered as it arrives; then the round, which the server takes once however often it comes. */
export const sendDraft = async (marketId: string, finished: Draft): Promise<void> => {
  let draft = finished
  for (const place of draft.places)
    for (const { itemId } of draft.template.items) {
      const answer = answerAt(draft, place, itemId)
      if (answer === undefined) continue
      for (const [i, photo] of answer.photos.entries()) {
        const sent = await sendPhoto(marketId, photo)
        if (sent === photo) continue
        const photos = (answerAt(draft, place, itemId)?.photos ?? []).map((each, n) => (n === i ? sent : each))
        draft = withAnswer(draft, place, itemId, { ...answer, photos })
        keepDraft(marketId, draft)
      }
    }
  await client.submitInspection({ params: { marketId }, body: roundBody(draft) })
}

/** No answer from the server: the draft waits for the network. */
export const isOffline = (error: unknown): boolean => error instanceof ApiError && error.status === 0
