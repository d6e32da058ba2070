/**
 * The mini-program's access token (/cgi-bin/stable_token), held in memory by the composed service: asked for once,
 * renewed before its end, shared by requests at the same moment. Several processes get the same one.
 */
import { z } from 'zod'
import type { MiniProgramSettings } from './mini-program.ts'

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.int().positive() })

/** Renewed this long before its end: near it WeChat hands out the next one. */
const earlyMs = 5 * 60_000
/** A forced renewal may be had 20 times a day (recall). */
const forceEveryMs = 2 * 3_600_000

export const createAccessToken = (options: {
  readonly call: (path: string, body: object) => Promise<unknown>
  readonly settings: MiniProgramSettings
  readonly clock: () => Date
}) => {
  const { call, settings, clock } = options
  let held: { value: string; until: number } | undefined
  let refused: string | undefined
  let forcedAt = -Infinity
  let asking: Promise<void> | undefined

  const ask = async (force: boolean): Promise<void> => {
    const answer = tokenAnswer.safeParse(
      await call('/cgi-bin/stable_token', {
        grant_type: 'client_credential',
        appid: settings.appId,
        secret: settings.appSecret,
        force_refresh: force,
      }),
    ).data
    if (answer === undefined) return
    const lifeMs = answer.expires_in * 1000
    held = { value: answer.access_token, until: clock().getTime() + Math.max(lifeMs - earlyMs, lifeMs / 2) }
  }
  const renew = async (): Promise<void> => {
    await ask(false)
    // The same token again, although WeChat will not have it: only a forced one is another.
    if (held === undefined || held.value !== refused || clock().getTime() - forcedAt < forceEveryMs) return
    forcedAt = clock().getTime()
    await ask(true)
  }

  return {
    /** Undefined when WeChat gives none now. */
    get: async (): Promise<string | undefined> => {
      if (held !== undefined && clock().getTime() < held.until) return held.value
      held = undefined
      asking ??= renew().finally(() => {
        asking = undefined
      })
      await asking
      return (held as { value: string } | undefined)?.value
    },
    /** WeChat has refused this one. */
    drop: (value: string): void => {
      refused = value
      if (held?.value === value) held = undefined
    },
  }
}
