import { Button } from '@tarojs/components'
import { phoneCodeOf } from '../platform/phone-number.ts'
import { spokenName } from './spoken-name.ts'

interface PhoneButtonProps {
  readonly id: string
  readonly text: string
  /** Null when the person said no. */
  readonly onCode: (code: string | null) => void
}

/** WeChat's own button: only a tap on it may ask for the number, and WeChat asks the person once more. */
export const PhoneButton = ({ id, text, onCode }: PhoneButtonProps) => (
  <Button
    id={id}
    className="button button--plain wechat-button"
    hoverClass="tap--pressed"
    openType="getPhoneNumber"
    onGetPhoneNumber={(event) => onCode(phoneCodeOf(event.detail))}
    {...spokenName(text)}
  >
    {text}
  </Button>
)
