/**
 * Live pages: a stream that says "something changed in this market" and nothing else; the page then reads again what
 * it shows, with its own rights. One LISTEN serves all streams of the process. Not in the route table, because a
 * stream has no output to check; authentication and access are those of every market route.
 */
import type { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Access } from '@smart-market/shared/route.ts'
import type { Deps } from '../context.ts'
import { changeChannel } from '../feed/outbox.ts'
import { authorise } from './access.ts'
import { marketViewers } from '@smart-market/shared/contracts/access.ts'
import { authenticate } from './authenticate.ts'
import type { HttpEnv } from './mount.ts'

const readers: Access = { scope: 'market', roles: [...marketViewers.roles, 'merchant'] }

export interface ChangeTimes {
  /** Between comments that keep proxies from closing a quiet stream, and show us that a reader has gone. */
  readonly aliveMs: number
  /** A stream ends after this; the browser opens a new one and is authorised again, so a logout takes effect. */
  readonly lifetimeMs: number
}

export const mountChanges = (
  app: Hono<HttpEnv>,
  deps: Deps,
  times: ChangeTimes = { aliveMs: 20_000, lifetimeMs: 600_000 },
): void => {
  const hub = createHub(deps)
  app.get('/api/v1/markets/:marketId/changes', async (c) => {
    const marketId = c.req.param('marketId')
    const actor = await authenticate(deps, c, deps.clock())
    await authorise(deps, readers, actor, marketId)
    await hub.listen()
    // Nginx buffers answers unless told otherwise.
    c.header('x-accel-buffering', 'no')
    return streamSSE(c, async (stream) => {
      let changed = false
      let wake = (): void => undefined
      const leave = hub.join(marketId, () => {
        changed = true
        wake()
      })
      stream.onAbort(() => {
        leave()
        wake()
      })
      try {
        const endsAt = performance.now() + times.lifetimeMs
        await stream.write('retry: 3000\n\n')
        for (let left = times.lifetimeMs; left > 0 && !stream.aborted; left = endsAt - performance.now()) {
          if (changed) {
            // Cleared before the write: changes that come while a slow reader takes this one become one more event.
            changed = false
            await stream.writeSSE({ event: 'change', data: marketId })
            continue
          }
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, Math.min(times.aliveMs, left))
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
          if (!changed && !stream.aborted) await stream.write(': alive\n\n')
        }
      } finally {
        leave()
      }
    })
  })
}

const createHub = (deps: Pick<Deps, 'database'>) => {
  const streams = new Map<string, Set<() => void>>()
  let listening: Promise<unknown> | undefined
  return {
    /** Listens from the first stream on, for as long as the process lives. */
    listen: async (): Promise<void> => {
      listening ??= deps.database.listen(changeChannel, (marketId) => {
        for (const notify of streams.get(marketId) ?? []) notify()
      })
      try {
        await listening
      } catch (error) {
        listening = undefined
        throw error
      }
    },
    /** The returned function may be called more than once. */
    join: (marketId: string, notify: () => void): (() => void) => {
      const ofMarket = streams.get(marketId) ?? new Set()
      streams.set(marketId, ofMarket.add(notify))
      return () => {
        ofMarket.delete(notify)
        if (ofMarket.size === 0 && streams.get(marketId) === ofMarket) streams.delete(marketId)
      }
    },
  }
}
