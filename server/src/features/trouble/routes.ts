import type { troubleRoutes } from '@smart-market/shared/contracts/trouble.ts'
import type { Ctx } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Handlers } from '../../http/mount.ts'
import { counted, type Flood, floodLimit, pageOnly, withoutPeople } from './domain.ts'

/** Addresses that are remembered; beyond them the oldest is forgotten. */
const mostAddresses = 1000

/** Who tells: signed in or not, a browser is known by its address, and a person by their account. */
const tellerOf = ({ actor }: Ctx): string => {
  switch (actor.kind) {
    case 'anonymous':
      return actor.address
    case 'user':
      return actor.userId
    default:
      return actor.kind
  }
}

/** Counts in memory: a flood that each time wrote to the database would do what it is kept from. */
export const createTroubleHandlers = (): Handlers<typeof troubleRoutes> => {
  const floods = new Map<string, Flood>()
  const admit = (ctx: Ctx): void => {
    const teller = tellerOf(ctx)
    const flood = counted(floods.get(teller), ctx.now.getTime())
    if (flood === null) throw new AppError('trouble.too_many', { minutes: floodLimit.windowMs / 60_000 })
    floods.delete(teller)
    floods.set(teller, flood)
    const [oldest] = floods.keys()
    if (floods.size > mostAddresses && oldest !== undefined) floods.delete(oldest)
  }
  return {
    tellTrouble: async (ctx, { body }) => {
      admit(ctx)
      const { client, page, message, stack, release } = body
      ctx.deps.logger.error(
        {
          requestId: ctx.requestId,
          client,
          page: pageOnly(page),
          trouble: withoutPeople(message),
          release: withoutPeople(release),
          ...(stack === undefined ? {} : { stack: withoutPeople(stack) }),
        },
        'page not drawn',
      )
      return { ok: true as const }
    },
  }
}
