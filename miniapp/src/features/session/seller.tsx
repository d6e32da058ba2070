/** The merchant's session: an account of role merchant, kept on this phone until it ends or is left. */
import { View } from '@tarojs/components'
import { useCallback, useState, type ReactNode } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import type { Account } from '@smart-market/shared/contracts/identity.ts'
import type { StallRight } from '@smart-market/shared/route.ts'
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
  readonly merchantId: string
  /** Of a helper; null for the owner of the stall. */
  readonly rights: readonly StallRight[] | null
}

/** Whether to offer it. The server decides; this only spares a tap that would be refused. */
export const may = ({ rights }: Pick<Seller, 'rights'>, right: StallRight | 'owner'): boolean =>
  rights === null || (right !== 'owner' && rights.includes(right))

type Membership = Account['memberships'][number]
const merchantIn = ({ memberships }: Account): (Membership & { marketId: string; merchantId: string }) | null => {
  for (const one of memberships) {
    const { marketId, merchantId } = one
    if (one.role === 'merchant' && marketId !== null && merchantId !== null) return { ...one, marketId, merchantId }
  }
  return null
}

const readSeller = (): Seller | null => {
  try {
    const value = JSON.parse(readStored(storageKey) ?? 'null') as Seller | null
    return value && typeof value.token === 'string' && typeof value.merchantId === 'string' ? value : null
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
  const merchant = merchantIn(account)
  if (merchant === null) {
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
    merchantId: merchant.merchantId,
    rights: merchant.stallRights,
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
  /** Asks which rights the account has by now: the owner may have changed them. */
  readonly renew: () => Promise<void>
}

/** Shows the page to a merchant who is signed in, and the login to everybody else. */
export const SellerGate = ({ children }: { children: (use: SellerUse) => ReactNode }) => {
  const [seller, setSeller] = useState(readSeller)
  const [ended, setEnded] = useState(false)
  const call = useCallback<SellerUse['call']>(async (send) => {
    const token = readSeller()?.token ?? ''
    try {
      const answer = await send(clientFor(token))
      // An answer on its way while the merchant left must not be kept on the phone.
      if (readSeller()?.token !== token) throw new Error('the session was left')
      return answer
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 401) {
        forgetSeller()
        setEnded(true)
        setSeller(null)
      }
      throw cause
    }
  }, [])
  const renew = useCallback(async () => {
    const account = await call((api) => api.getMe())
    const rights = merchantIn(account)?.stallRights ?? null
    setSeller((before) => {
      if (before === null || JSON.stringify(before.rights) === JSON.stringify(rights)) return before
      const next = { ...before, rights }
      writeStored(storageKey, JSON.stringify(next))
      return next
    })
  }, [call])
  if (seller === null) return <LoginForm ended={ended} onSignedIn={setSeller} />
  const leave = () => {
    // Without a network the session ends by itself later; this phone forgets it now.
    clientFor(seller.token)
      .logout()
      .catch(() => undefined)
    forgetSeller()
    setSeller(null)
  }
  return <>{children({ seller, call, leave, renew })}</>
}
