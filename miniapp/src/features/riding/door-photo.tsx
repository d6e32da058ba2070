import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { openPicture } from '../../platform/picture.ts'
import { riderText } from '../../text-rider.ts'
import { Picture } from '../../ui/picture.tsx'
import type { Rider } from '../session/rider.tsx'

interface DoorPhotoProps {
  readonly rider: Rider
  readonly parcelId: string
  readonly photoId: string
}

/** A photo of goods at a door, which only the market's own people may see. */
export const DoorPhoto = ({ rider: { token, marketId }, parcelId, photoId }: DoorPhotoProps) => {
  const [source, setSource] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let current = true
    openPicture(token, 'getParcelPhoto', { marketId, parcelId, photoId }).then(
      (address) => current && setSource(address),
      () => current && setFailed(true),
    )
    return () => {
      current = false
    }
  }, [token, marketId, parcelId, photoId])
  if (failed) return <View className="card__note">{riderText.photoMissing}</View>
  if (source === null) return <View className="voucher voucher--waiting" />
  return <Picture source={source} name={riderText.photo} />
}
