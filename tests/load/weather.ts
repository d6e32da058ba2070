/**
 * Bad weather around money, from a seed: lost, silent, broken, tampered and unsigned answers; lost, doubled, late and
 * forged callbacks; requests that time out here and arrive there much later; and a process that dies before or right
 * after any of its transactions.
 */
import type { Database } from '@smart-market/server/db/client.ts'
import { createRegistry, type PaymentChannel } from '@smart-market/server/features/payments/channels/channel.ts'
import { createDeclaredChannel } from '@smart-market/server/features/payments/channels/declared.ts'
import { createWechatChannel } from '@smart-market/server/features/payments/channels/wechat/channel.ts'
import {
  type CallbackFault,
  type FaultPlan,
  noFaults,
  type RequestFault,
} from '@smart-market/server/features/payments/gateway/faults.ts'
import type { LocalGateway } from '@smart-market/server/features/payments/gateway/gateway.ts'
import { wechatSettingsFor } from '@smart-market/server/features/payments/gateway/keys.ts'
import type { PaymentDesk } from '@smart-market/server/features/payments/index.ts'

/** Small, fast and the same everywhere: mulberry32. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Dice {
  /** From 0 to below 1. */
  random(): number
  /** A whole number from 0 to below the limit. */
  below(limit: number): number
  pick<T>(items: readonly T[]): T
  chance(p: number): boolean
}
export const diceOf = (seed: number): Dice => {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  return {
    random,
    below,
    pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
    chance: (p) => random() < p,
  }
}

/** The process is gone: before what it was about to write, or right after. */
export class Crash extends Error {
  constructor() {
    super(crashed)
  }
}
/** What a crash is called in the log. */
export const crashed = 'the process died'

export interface Weather {
  readonly desk: PaymentDesk
  readonly database: Database
  readonly seen: { crashes: number; faults: number }
  /** One of the requests that timed out arrives at the channel. */
  arrive(): Promise<void>
  /** Ends it: what is still under way arrives, and nothing fails any more. */
  clear(): Promise<void>
  /** Lets the others go first, by chance: answers overtake callbacks and the other way round. */
  pause(): Promise<void>
}

export interface WeatherInput {
  readonly dice: Dice
  readonly gateway: LocalGateway
  readonly database: Database
  readonly now: () => Date
  /** Alipay's channel at the same gateway; its requests go over a real socket. Absent: WeChat Pay alone. */
  readonly alipay?: PaymentChannel | undefined
  /** Charges may come in combined payments. */
  readonly combined?: boolean | undefined
}

const requestFaults: readonly RequestFault[] = ['lost', 'silent', 'broken', 'broken_after', 'tampered', 'unsigned']
const callbackFaults: readonly CallbackFault[] = ['lost', 'twice', 'late', 'tampered', 'probe', 'foreign_key']

export const raiseWeather = ({ dice, gateway, database, now, alipay, combined }: WeatherInput): Weather => {
  const { chance, pick, below } = dice
  let stormy = true
  const seen = { crashes: 0, faults: 0 }
  // The fault of each exchange is drawn when it happens.
  const plan: FaultPlan = {
    request: () => (chance(0.35) ? ((seen.faults += 1), pick(requestFaults)) : 'none'),
    callback: () => (chance(0.5) ? ((seen.faults += 1), pick(callbackFaults)) : 'none'),
  }
  gateway.setFaults(plan)
  const stray: Request[] = []
  const arrive = async (): Promise<void> => {
    const request = stray.splice(below(stray.length), 1)[0]
    if (request !== undefined) await gateway.fetch(request).catch(() => undefined)
  }
  const pause = async (): Promise<void> => {
    for (let turns = below(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
  }
  const desk: PaymentDesk = {
    channels: createRegistry([
      createWechatChannel({
        settings: wechatSettingsFor(gateway.keys, 'public_key', 'http://gateway.test'),
        clock: now,
        fetch: async (url, init) => {
          await pause()
          // Timed out on our side, and arrives there much later.
          if (stormy && chance(0.12)) {
            seen.faults += 1
            stray.push(new Request(url, { ...init, signal: null }))
            throw new Error('time-out')
          }
          return gateway.fetch(new Request(url, init))
        },
      }),
      ...(alipay === undefined ? [] : [alipay]),
      createDeclaredChannel(now),
    ]),
    publicUrl: 'http://market.test',
    miniProgram: null,
    serviceAppId: null,
    combined: combined ?? false,
    demo: { gateway, pageUrl: () => '' },
  }
  const dying = (p: number): void => {
    if (!stormy || !chance(p)) return
    seen.crashes += 1
    throw new Crash()
  }
  /** Committed, and nobody left to go on: the second throw. */
  const mortal = async <T>(work: () => Promise<T>): Promise<T> => {
    dying(0.03)
    const result = await work()
    dying(0.03)
    return result
  }
  const db = new Proxy(database.db, {
    get: (target, name) => {
      if (name !== 'transaction') return Reflect.get(target, name) as unknown
      return (work: Parameters<typeof target.transaction>[0]) => mortal<unknown>(() => target.transaction(work))
    },
  })
  const call: Database['call'] = (statement, params) => mortal(() => database.call(statement, params))
  return {
    desk,
    database: { ...database, db, call },
    seen,
    arrive,
    pause,
    clear: async () => {
      stormy = false
      while (stray.length > 0) await arrive()
      gateway.setFaults(noFaults)
    },
  }
}
