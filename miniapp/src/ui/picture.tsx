import { Image } from '@tarojs/components'
import { isH5 } from '../platform/system.ts'

interface PictureProps {
  readonly source: string
  /** What it shows, for those who do not see it. */
  readonly name: string
  readonly className?: string
}

/** A photograph, whole and not cropped. On H5 its words belong on the element inside Taro's own. */
export const Picture = ({ source, name, className = 'voucher' }: PictureProps) => (
  <Image
    className={className}
    src={source}
    mode="aspectFit"
    {...(isH5 ? { nativeProps: { alt: name } } : { 'aria-label': name })}
  />
)
