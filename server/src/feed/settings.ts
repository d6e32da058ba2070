/** How this installation takes part in feeds: its address, whether it is a platform, and how it reaches others. */
import type { platformLevels } from '@smart-market/shared/contracts/feeds.ts'
import type { Deps } from '../context.ts'

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
}

export interface OutgoingResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Rejects with an Error whose message a person can read when nothing answered or the address is not allowed. */
export type Outbound = (request: OutgoingRequest) => Promise<OutgoingResponse>

export interface FeedSettings {
  /** Address at which others reach us, without a closing slash. */
  readonly publicUrl: string
  /** Set when the server runs as a district or city platform. */
  readonly platform: { readonly level: (typeof platformLevels)[number]; readonly name: string } | null
  /** The platform above, to which a district passes everything on; null for none. */
  readonly forwardUrl: string | null
  /** Addresses inside private networks may be subscribers: demo, tests, a government's own network. */
  readonly allowPrivate: boolean
  readonly outbound: Outbound
}

declare module '../context.ts' {
  interface Deps {
    /** Absent: nothing is pushed and nothing received. */
    readonly feed?: FeedSettings
  }
}

const nowhere: FeedSettings = {
  publicUrl: '',
  platform: null,
  forwardUrl: null,
  allowPrivate: false,
  outbound: () => Promise.reject(new Error('本系统没有配置对外连接')),
}

export const feedSettingsOf = (deps: Pick<Deps, 'feed'>): FeedSettings => deps.feed ?? nowhere

/** The market id under which a platform keeps its own keys and audit rows. */
export const platformTenant = '-'
