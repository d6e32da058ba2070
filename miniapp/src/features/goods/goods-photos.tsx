import { View } from '@tarojs/components'
import { useState } from 'react'
import type { PublicListing } from '@smart-market/shared/contracts/catalogue.ts'
import { listingPhotoAddress } from '../../platform/picture.ts'
import { shopText } from '../../text-shop.ts'
import { Picture } from '../../ui/picture.tsx'
import { Tap } from '../../ui/tap.tsx'

const words = shopText.goods

interface GoodsPhotosProps {
  readonly marketCode: string
  readonly goods: Pick<PublicListing, 'listingId' | 'name' | 'photoIds'>
}

/** The newest photo of some goods, small; a tap shows all of them whole. */
export const GoodsPhotos = ({ marketCode, goods: { listingId, name, photoIds } }: GoodsPhotosProps) => {
  const [whole, setWhole] = useState(false)
  const shown = whole ? photoIds : photoIds.slice(0, 1)
  if (shown.length === 0) return null
  return (
    <Tap id={`photos-${listingId}`} className="goods__photos" onTap={() => setWhole(!whole)}>
      {shown.map((photoId, i) => (
        <Picture
          key={photoId}
          source={listingPhotoAddress(marketCode, photoId)}
          name={words.photoOf(name, i + 1)}
          className={whole ? 'voucher' : 'goods__photo'}
        />
      ))}
      <View className="goods__note">{whole ? words.photosFold : words.photosAll(photoIds.length)}</View>
    </Tap>
  )
}
