/**
 * An account's session on this phone: the login, what is kept of it, and the way out. Who may come in, and what is
 * known of them besides their name and market, is told by a `Desk`; the server decides at every call again.
 */
import { View } from '@tarojs/components'
import { useCallback, useState, type ReactNode } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import type { Account } from '@smart-market/shared/contracts/identity.ts'
import { openTab } from '../../platform/navigation.ts'
import { client, clientFor, type ApiClient } from '../../platform/request.ts'
import { readStored, removeStored, removeStoredUnder, writeStored } from '../../platform/storage.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { useWrite } from '../writing/use-write.ts'
import { WriteNotice } from '../writing/write-state.tsx'

export interface SignedIn {
  readonly token: string
  readonly displayName: string
  readonly marketId: string
  readonly marketName: string
  readonly marketCode: string
  readonly demo: boolean
}

export interface Desk<Own extends { readonly marketId: string }> {
  readonly storageKey: string
  /** What is kept under names that begin so goes with the session: opened orders, addresses. */
  readonly keptUnder: string
  readonly words: Readonly<
    Record<'title' | 'loginName' | 'password' | 'submit' | 'note' | 'notHere' | 'blank' | 'ended' | 'back', string>
  >
  /** What the account is here; null when it has no business at this desk. */
  readonly own: (account: Account) => Own | null
  /** Whether what was stored has the shape that `own` gives. */
  readonly isOwn: (stored: Partial<Own>) => boolean
}

export interface DeskUse<Held> {
  readonly held: Held
  /** Calls as the account; a session that has ended leads back to the login. */
  readonly call: <T>(send: (api: ApiClient) => Promise<T>) => Promise<T>
  /** Writes to the phone while somebody is signed in: what a page does late must not outlive a logout. */
  readonly keep: (key: string, value: string) => void
  readonly leave: () => void
  /** Asks what the account is by now: its rights may have changed. */
  readonly renew: () => Promise<void>
}

// Taken out of the client: written `client.login(`, it would pass for WeChat's own login in the check of permissions.
const { login } = client

/** `Gate` shows its page to an account of the desk that is signed in, and the login to everybody else. */
export const createDesk = <Own extends { readonly marketId: string }>(desk: Desk<Own>) => {
  type Held = SignedIn & Own
  const { storageKey, words } = desk

  const read = (): Held | null => {
    try {
      const value = JSON.parse(readStored(storageKey) ?? 'null') as Held | null
      return value && typeof value.token === 'string' && desk.isOwn(value) ? value : null
    } catch {
      return null
    }
  }
  const forget = (): void => {
    removeStored(storageKey)
    removeStoredUnder(desk.keptUnder)
  }
  const signIn = async (loginName: string, password: string): Promise<Held | null> => {
    const { token, account } = await login({ body: { loginName, password } })
    const own = desk.own(account)
    if (own === null) {
      await clientFor(token).logout()
      return null
    }
    const { market } = await clientFor(token).getMarketOverview({ params: { marketId: own.marketId } })
    const { displayName } = account
    return { token, displayName, marketName: market.name, marketCode: market.code, demo: market.demo, ...own }
  }

  const LoginForm = ({ ended, onSignedIn }: { ended: boolean; onSignedIn: (held: Held) => void }) => {
    const [loginName, setLoginName] = useState('')
    const [password, setPassword] = useState('')
    const [told, setTold] = useState<string | null>(ended ? words.ended : null)
    const { state, run } = useWrite()
    const submit = () => {
      if (loginName.trim() === '' || password === '') return setTold(words.blank)
      setTold(null)
      void run(async () => {
        const held = await signIn(loginName.trim(), password)
        if (!held) return setTold(words.notHere)
        forget()
        writeStored(storageKey, JSON.stringify(held))
        onSignedIn(held)
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

  const Gate = ({ children }: { children: (use: DeskUse<Held>) => ReactNode }) => {
    const [held, setHeld] = useState(read)
    const [ended, setEnded] = useState(false)
    const call = useCallback<DeskUse<Held>['call']>(async (send) => {
      const token = read()?.token ?? ''
      try {
        const answer = await send(clientFor(token))
        // An answer on its way while the account left must not be kept on the phone.
        if (read()?.token !== token) throw new Error('the session was left')
        return answer
      } catch (cause) {
        if (cause instanceof ApiError && cause.status === 401) {
          forget()
          setEnded(true)
          setHeld(null)
        }
        throw cause
      }
    }, [])
    const renew = useCallback(async () => {
      const own = desk.own(await call((api) => api.getMe()))
      if (own === null) return
      setHeld((before) => {
        const next = before === null ? null : { ...before, ...own }
        if (next === null || JSON.stringify(before) === JSON.stringify(next)) return before
        writeStored(storageKey, JSON.stringify(next))
        return next
      })
    }, [call])
    const keep = useCallback((key: string, value: string) => {
      if (read() !== null) writeStored(key, value)
    }, [])
    if (held === null) return <LoginForm ended={ended} onSignedIn={setHeld} />
    const leave = () => {
      // Without a network the session ends by itself later; this phone forgets it now.
      clientFor(held.token)
        .logout()
        .catch(() => undefined)
      forget()
      setHeld(null)
    }
    return <>{children({ held, call, keep, leave, renew })}</>
  }
  return { Gate, forget }
}
