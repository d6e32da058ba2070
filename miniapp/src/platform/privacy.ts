import Taro from '@tarojs/taro'
import { useEffect, useRef } from 'react'
import { useHidden, useShown } from './navigation.ts'
import { isH5 } from './system.ts'

/** WeChat waits with what needs personal information until one of these is called; `agree` names the tapped button. */
export interface PrivacyAsk {
  readonly agree: (buttonId: string) => void
  readonly refuse: () => void
}

/** A browser asks by itself, each time something is used; WeChat leaves it to the page in sight. */
export const asksForPrivacy = !isH5

const useWechat = (asked: (ask: PrivacyAsk) => void): void => {
  const inSight = useRef(true)
  const tell = useRef(asked)
  useEffect(() => {
    tell.current = asked
  })
  const listen = () => {
    inSight.current = true
    Taro.onNeedPrivacyAuthorization((resolve) => {
      // Pages below may still be listening.
      if (!inSight.current) return
      resolve({ event: 'exposureAuthorization' })
      tell.current({
        agree: (buttonId) => resolve({ event: 'agree', buttonId }),
        refuse: () => resolve({ event: 'disagree' }),
      })
    })
  }
  useShown(listen)
  useHidden(() => {
    inSight.current = false
  })
}

/** Calls back when something on the page needs personal information that the person has not agreed to yet. */
export const usePrivacyAsk: (asked: (ask: PrivacyAsk) => void) => void = isH5 ? () => undefined : useWechat

/** WeChat's page with what was declared; nothing happens where it cannot be opened. */
export const openPrivacyContract = (): void => {
  Taro.openPrivacyContract({})
}
