import { useState } from 'react'
import { takePhoto } from '../../platform/photo.ts'
import { client } from '../../platform/request.ts'
import { useOneAtATime } from '../writing/use-write.ts'

export interface SentPhoto {
  readonly photoId: string
  readonly preview: string
}
export const mostPhotos = 6

/** Each photo is sent as soon as it is taken, so that the case itself goes quickly. */
export const usePhotos = (marketCode: string) => {
  const [photos, setPhotos] = useState<readonly SentPhoto[]>([])
  const [state, setState] = useState<'idle' | 'sending' | 'failed'>('idle')
  const { alone } = useOneAtATime()
  const add = async () => {
    if (photos.length >= mostPhotos) return
    setState('sending')
    try {
      const photo = await takePhoto()
      if (photo !== null) {
        const { photoId } = await client.uploadComplaintPhoto({ params: { marketCode }, upload: photo })
        setPhotos((before) => [...before, { photoId, preview: photo.preview }])
      }
      setState('idle')
    } catch {
      setState('failed')
    }
  }
  const remove = (photoId: string) => setPhotos((before) => before.filter((one) => one.photoId !== photoId))
  return { photos, state, add: () => void alone(add), remove }
}
