/**
 * Callbacks waiting to be delivered, on the official timetables; the clock is the gateway's. A delivery counts as taken
 * by the answer that the channel asks for.
 */
import type { CallbackFault } from './faults.ts'

/** Seconds after each failed delivery (WeChat Pay: 15 retries within 24 h 4 min). */
const wechatWaits = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600]
/** Alipay: 4 min, 10 min, 10 min, 1 h, 2 h, 6 h, 15 h. */
const alipayWaits = [240, 600, 600, 3600, 7200, 21_600, 54_000]

export interface OutgoingCallback {
  readonly channel: 'wechat' | 'alipay'
  readonly chargeNumber: string
  readonly url: string
  /** Seals the message anew: every delivery carries its own time and nonce. */
  readonly seal: (fault: CallbackFault) => { headers: Record<string, string>; body: string }
}

export type Deliver = (url: string, init: { headers: Record<string, string>; body: string }) => Promise<Response>

interface Waiting extends OutgoingCallback {
  readonly dueAt: number
  readonly tries: number
}

export interface CallbackQueue {
  add(callback: OutgoingCallback, at: Date): void
  /** Delivers what is due; returns how many were sent. */
  deliverDue(now: Date): Promise<number>
  readonly size: () => number
  /** As when the channel has given up on all of them. */
  clear(): void
}

export const createCallbackQueue = (
  deliver: Deliver,
  faultFor: (chargeNumber: string) => CallbackFault,
): CallbackQueue => {
  let waiting: Waiting[] = []

  const send = async (callback: Waiting, fault: CallbackFault): Promise<boolean> => {
    const message = callback.seal(fault)
    try {
      const response = await deliver(callback.url, message)
      if (callback.channel === 'alipay') return (await response.text()).trim() === 'success'
      return response.status === 200 || response.status === 204
    } catch {
      return false
    }
  }

  const again = (callback: Waiting, now: Date): void => {
    const wait = (callback.channel === 'wechat' ? wechatWaits : alipayWaits)[callback.tries]
    if (wait !== undefined) waiting.push({ ...callback, tries: callback.tries + 1, dueAt: now.getTime() + wait * 1000 })
  }

  const attempt = async (callback: Waiting, now: Date): Promise<number> => {
    const fault = faultFor(callback.chargeNumber)
    switch (fault) {
      case 'lost':
        again(callback, now)
        return 0
      case 'late':
        waiting.push({ ...callback, dueAt: now.getTime() + 90_000 })
        return 0
      case 'twice': {
        const taken = await Promise.all([send(callback, 'none'), send(callback, 'none')])
        if (!taken.some(Boolean)) again(callback, now)
        return 2
      }
      // A bad copy first, then the timetable brings the good one.
      case 'tampered':
      case 'probe':
      case 'foreign_key':
        await send(callback, fault)
        again(callback, now)
        return 1
      case 'none':
        if (!(await send(callback, 'none'))) again(callback, now)
        return 1
    }
  }

  return {
    add: (callback, at) => {
      waiting.push({ ...callback, dueAt: at.getTime(), tries: 0 })
    },
    deliverDue: async (now) => {
      const due = waiting.filter((callback) => callback.dueAt <= now.getTime())
      if (due.length === 0) return 0
      waiting = waiting.filter((callback) => callback.dueAt > now.getTime())
      const counts = await Promise.all(due.map((callback) => attempt(callback, now)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    size: () => waiting.length,
    clear: () => {
      waiting = []
    },
  }
}
