/** The merchant's session: an account of role merchant, kept on this phone until it ends or is left. */
import { View } from '@tarojs/components'
import { useCallback, useState, type ReactNode } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import { openTab } from '../../platform/navigation.ts'
import { client, clientFor, type ApiClient } from '../../platform/request.ts'
import { readStored, removeStored, removeStoredUnder, writeStored } from '../../platform/storage.ts'
import { stallText } from '../../text-stall.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { useWrite } from '../writing/use-write.ts'
import { WriteNotice } from '../writing/write-state.tsx'

const words = stallText.login
const storageKey = 'seller'

export interface Seller {
  readonly token: string
  readonly displayName: string
  readonly marketId: string
  readonly marketName: string
  readonly marketCode: string
  readonly demo: boolean
}

const readSeller = (): Seller | null => {
  try {
    const value = JSON.parse(readStored(storageKey) ?? 'null') as Seller | null
    return value && typeof value.token === 'string' && typeof value.marketId === 'string' ? value : null
  } catch {
    return null
  }
}

/** What is kept of a merchant's reads, each opened order among it, goes with the session. */
export const forgetSeller = (): void => {
  removeStored(storageKey)
  removeStoredUnder('kept-seller-')
}

// Taken out of the client: written `client.login(`, it would pass for WeChat's own login in the check of permissions.
const { login } = client

const signIn = async (loginName: string, password: string): Promise<Seller | null> => {
  const { token, account } = await login({ body: { loginName, password } })
  const merchant = account.memberships.find(({ role, marketId }) => role === 'merchant' && marketId !== null)
  if (!merchant?.marketId) {
    await clientFor(token).logout()
    return null
  }
  const { market } = await clientFor(token).getMarketOverview({ params: { marketId: merchant.marketId } })
  const { displayName } = account
  return {
    token,
    displayName,
    marketId: market.marketId,
    marketName: market.name,
    marketCode: market.code,
    demo: market.demo,
  }
}

const LoginForm = ({ ended, onSignedIn }: { ended: boolean; onSignedIn: (seller: Seller) => void }) => {
  const [loginName, setLoginName] = useState('')
  const [password, setPassword] = useState('')
  const [told, setTold] = useState<string | null>(ended ? words.ended : null)
  const { state, run } = useWrite()
  const submit = () => {
    if (loginName.trim() === '' || password === '') return setTold(words.blank)
    setTold(null)
    void run(async () => {
      const seller = await signIn(loginName.trim(), password)
      if (!seller) return setTold(words.notMerchant)
      forgetSeller()
      writeStored(storageKey, JSON.stringify(seller))
      onSignedIn(seller)
    })
  }
  return (
    <Page title={words.title} action={{ text: words.submit, onTap: submit, busy: state.status === 'sending' }}>
      <Card>
        <Field id="login-name" name={words.loginName} value={loginName} onInput={setLoginName} />
        <Field id="password" name={words.password} value={password} secret maxLength={200} onInput={setPassword} />
        <View className="card__note">{words.note}</View>
      </Card>
      {told !== null && <NoticeBar tone="bad" text={told} />}
      <WriteNotice state={state} />
      <View className="block">
        <Button kind="plain" text={words.back} onTap={() => openTab('home')} />
      </View>
    </Page>
  )
}

export interface SellerUse {
  readonly seller: Seller
  /** Calls as the merchant; a session that has ended leads back to the login. */
  readonly call: <T>(send: (api: ApiClient) => Promise<T>) => Promise<T>
  readonly leave: () => void
}

/** Shows the page to a merchant who is signed in, and the login to everybody else. */
export const SellerGate = ({ children }: { children: (use: SellerUse) => ReactNode }) => {
  const [seller, setSeller] = useState(readSeller)
  const [ended, setEnded] = useState(false)
  const call = useCallback<SellerUse['call']>(async (send) => {
    try {
      return await send(clientFor(readSeller()?.token ?? ''))
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 401) {
        forgetSeller()
        setEnded(true)
        setSeller(null)
      }
      throw cause
    }
  }, [])
  if (seller === null) return <LoginForm ended={ended} onSignedIn={setSeller} />
  const leave = () => {
    // Without a network the session ends by itself later; this phone forgets it now.
    clientFor(seller.token)
      .logout()
      .catch(() => undefined)
    forgetSeller()
    setSeller(null)
  }
  return <>{children({ seller, call, leave })}</>
}
