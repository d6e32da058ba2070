/**
 * Passing a feed on, message after message: a market to its subscribers, a district to the city. One sender at a time for
 * each receiver (a lease in the database); while one message is under way the next is written, on the assumption that
 * the receiver takes it. The feed itself is the queue, so that nothing is lost by giving up a message or a lease.
 */
import type { Ctx } from '../context.ts'
import { newId } from '../context.ts'
import { headEvent, keyEvent, sealEvent } from './cloud-event.ts'
import { push, type PushOutcome } from './push.ts'
import { feedSettingsOf } from './settings.ts'
import type { Signer, SigningKey } from './signers/signer.ts'
import type { SignedHead, SignedKey, SignedSeal } from './statements.ts'

const leaseMs = 120_000
export const leaseEnd = (now: Date): Date => new Date(now.getTime() + leaseMs)

/** Without news, a seal alone is sent this often, so that both sides know that the line is up. */
const signOfLifeMs = 15 * 60_000
export const quietSince = (now: Date): Date => new Date(now.getTime() - signOfLifeMs)

/** Messages for one receiver before the others have their turn. */
const messagesInTurn = 50

export interface Leg<Place> {
  /** Where the receiver stands once it has taken the message, and whether there is more for it after that. */
  readonly next: Place
  readonly more: boolean
}

export interface Line<Place, L extends Leg<Place>> {
  /** Takes the lease; undefined when somebody else has it or nobody may send. */
  begin(): Promise<Place | undefined>
  /** The next message from a place on; undefined when there is none. */
  plan(place: Place): Promise<L | undefined>
  send(leg: L): Promise<PushOutcome>
  /** Writes down what came of it and answers with the place to go on from at once; undefined ends the lease. */
  settle(leg: L, outcome: PushOutcome): Promise<Place | undefined>
  end(): Promise<void>
}

/** Sends until the receiver has everything, something goes wrong, or the turn is over; returns how many messages arrived. */
export const sendOn = async <Place, L extends Leg<Place>>(line: Line<Place, L>): Promise<number> => {
  const start = await line.begin()
  if (start === undefined) return 0
  let arrived = 0
  let leg = await line.plan(start)
  for (let sent = 0; leg !== undefined && sent < messagesInTurn; sent++) {
    const [outcome, ahead] = await Promise.all([line.send(leg), leg.more ? line.plan(leg.next) : undefined])
    if (outcome.kind === 'accepted') arrived++
    const place = await line.settle(leg, outcome)
    if (place === undefined) return arrived
    leg = place === leg.next && ahead !== undefined ? ahead : await line.plan(place)
  }
  await line.end()
  return arrived
}

/** One signed message now. `body` null: nothing of the stretch is wanted, and nobody need hear of it. */
export const sendMessage = async (
  ctx: Ctx,
  message: {
    readonly url: string
    readonly body: string | null
    readonly signer: Signer
    readonly keys: readonly SigningKey[]
  },
): Promise<PushOutcome> => {
  const { body, ...to } = message
  if (body === null)
    return { kind: 'accepted', status: 204, acknowledgedSequence: null, receipt: null, forwarded: null }
  return push(feedSettingsOf(ctx.deps).outbound, {
    ...to,
    body,
    messageId: newId(ctx, 'event').replace('evt_', 'msg_'),
    now: ctx.now,
  })
}

/** A batch with the market's proof: its events as text, then what it states about them, the seal last. */
export const provenBatch = (
  events: readonly string[],
  { keys, heads, seal }: { keys: readonly SignedKey[]; heads: readonly SignedHead[]; seal: SignedSeal },
): string => {
  const statements = [...keys.map((key) => keyEvent(key)), ...heads.map((head) => headEvent(head)), sealEvent(seal)]
  return `[${[...events, ...statements.map((one) => JSON.stringify(one))].join(',')}]`
}
