import { Image } from 'antd'
import type { ReactNode } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import type { Parcel } from './api.ts'

export const ParcelPhotos = ({ parcel: { parcelId, photoIds } }: { parcel: Parcel }): ReactNode => {
  const marketId = useMarketId()
  if (photoIds.length === 0) return '—'
  return (
    <Image.PreviewGroup>
      <div className="photo-row">
        {photoIds.map((photoId, i) => (
          <Image
            key={photoId}
            width={56}
            alt={`交货照片 ${i + 1}`}
            src={downloadUrl('getParcelPhoto', { params: { marketId, parcelId, photoId } })}
          />
        ))}
      </div>
    </Image.PreviewGroup>
  )
}
