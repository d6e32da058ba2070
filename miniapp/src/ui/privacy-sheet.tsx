/** Asks before the first use of personal information, on the page where it is needed. Nothing is taken before a yes. */
import { Button as WechatButton, View } from '@tarojs/components'
import { useState } from 'react'
import { openPrivacyContract, type PrivacyAsk, usePrivacyAsk } from '../platform/privacy.ts'
import { text } from '../text.ts'
import { Button } from './button.tsx'
import { spokenName } from './spoken-name.ts'
import { Tap } from './tap.tsx'

const words = text.privacyAsk
const agreeId = 'agree-privacy'

export const PrivacySheet = () => {
  const [ask, setAsk] = useState<PrivacyAsk | null>(null)
  usePrivacyAsk(setAsk)
  if (ask === null) return null
  const close = (answer: () => void) => () => {
    answer()
    setAsk(null)
  }
  return (
    <View className="sheet" role="dialog">
      <View className="sheet__body">
        <View className="card__title">{words.title}</View>
        <View className="prose">{words.body}</View>
        <Tap id="privacy-contract" className="sheet__link" role="link" onTap={openPrivacyContract}>
          {words.contract}
        </Tap>
        <WechatButton
          id={agreeId}
          className="button button--primary wechat-button"
          hoverClass="tap--pressed"
          openType="agreePrivacyAuthorization"
          onAgreePrivacyAuthorization={close(() => ask.agree(agreeId))}
          {...spokenName(words.agree)}
        >
          {words.agree}
        </WechatButton>
        <Button id="refuse-privacy" kind="plain" text={words.refuse} onTap={close(ask.refuse)} />
      </View>
    </View>
  )
}
