/** Fills a phone field with the number of the WeChat account. Typing stays possible, and is what remains after a no. */
import { View } from '@tarojs/components'
import { useState } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import { canGivePhone } from '../../platform/phone-number.ts'
import { tellingText } from '../../text-telling.ts'
import { PhoneButton } from '../../ui/phone-button.tsx'
import { asShopper } from '../session/shopper.ts'

export const WechatPhone = ({ onPhone }: { onPhone: (phone: string) => void }) => {
  const [told, setTold] = useState<string | null>(null)
  if (!canGivePhone) return null
  const take = async (code: string | null) => {
    if (code === null) return setTold(tellingText.phoneNone)
    setTold(tellingText.phoneBusy)
    try {
      const { phone } = await asShopper((api) => api.readMyWechatPhone({ body: { code } }))
      onPhone(phone)
      setTold(null)
    } catch (cause) {
      setTold(cause instanceof ApiError ? cause.message : tellingText.phoneNone)
    }
  }
  return (
    <View className="phone-fill">
      <PhoneButton id="wechat-phone" text={tellingText.usePhone} onCode={(code) => void take(code)} />
      {told !== null && (
        <View className="card__note" role="status">
          {told}
        </View>
      )}
    </View>
  )
}
