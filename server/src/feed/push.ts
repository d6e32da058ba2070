/** One push and what came of it, the retry schedule, and how fast to go on. Used by markets and by platforms that pass on. */
import { batchMediaType, signedReceipt } from './cloud-event.ts'
import type { Outbound } from './settings.ts'
import type { Signer, SigningKey } from './signers/signer.ts'
import type { SignedReceipt } from './statements.ts'

export type PushOutcome =
  /** A platform says how far it has everything; other subscribers only that they took it. */
  | {
      readonly kind: 'accepted'
      readonly status: number
      readonly acknowledgedSequence: number | null
      /** The platform's own signed receipt, and that of the platform to which it passes on; unverified. */
      readonly receipt: SignedReceipt | null
      readonly forwarded: SignedReceipt | null
    }
  /** The receiver has less, or more, than we thought. */
  | { readonly kind: 'elsewhere'; readonly status: number; readonly acknowledgedSequence: number }
  | {
      readonly kind: 'busy'
      readonly status: number
      readonly retryAfterSeconds: number | null
      readonly reason: string
    }
  | { readonly kind: 'too_large'; readonly status: number }
  | { readonly kind: 'gone'; readonly status: number; readonly reason: string }
  /** It will never take this content. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly status: number | null; readonly reason: string }

export interface Push {
  readonly url: string
  readonly messageId: string
  readonly now: Date
  readonly body: string
  readonly signer: Signer
  readonly keys: readonly SigningKey[]
}

/** Standard Webhooks asks for 15 to 30 seconds. */
const timeoutMs = 20_000

export const push = async (outbound: Outbound, request: Push): Promise<PushOutcome> => {
  const message = {
    method: 'POST' as const,
    url: request.url,
    headers: {
      'content-type': batchMediaType,
      'webhook-id': request.messageId,
      'webhook-timestamp': String(Math.floor(request.now.getTime() / 1000)),
    },
    body: request.body,
  }
  const headers = { ...message.headers, ...request.signer.sign(message, request.keys) }
  try {
    const response = await outbound({ method: 'POST', url: request.url, headers, body: request.body, timeoutMs })
    return outcomeOf(response.status, response.body, response.headers['retry-after'])
  } catch (error) {
    return { kind: 'failed', status: null, reason: error instanceof Error ? error.message : String(error) }
  }
}

const outcomeOf = (status: number, body: string, retryAfter: string | undefined): PushOutcome => {
  const answer = parse(body)
  const reason = (answer.message ?? body).slice(0, 300)
  const acknowledged = answer.acknowledgedSequence ?? answer.details?.acknowledgedSequence
  const sequence = typeof acknowledged === 'number' && Number.isInteger(acknowledged) ? acknowledged : null
  if (status >= 200 && status < 300) {
    const forwarded = readReceipt(answer.forwarded?.receipt)
    return { kind: 'accepted', status, acknowledgedSequence: sequence, receipt: readReceipt(answer.receipt), forwarded }
  }
  if (status === 409 && sequence !== null) return { kind: 'elsewhere', status, acknowledgedSequence: sequence }
  if (status === 410) return { kind: 'gone', status, reason }
  if (status === 413) return { kind: 'too_large', status }
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    const seconds = Number(retryAfter)
    return {
      kind: 'busy',
      status,
      reason,
      retryAfterSeconds: retryAfter !== undefined && seconds >= 0 ? seconds : null,
    }
  }
  if (status === 400 || status === 409 || status === 415 || status === 422) return { kind: 'refused', status, reason }
  return { kind: 'failed', status, reason }
}

const readReceipt = (value: unknown): SignedReceipt | null => signedReceipt.safeParse(value).data ?? null

interface Answer {
  readonly receipt?: unknown
  readonly forwarded?: { readonly receipt?: unknown } | null
  readonly message?: string
  readonly acknowledgedSequence?: unknown
  readonly details?: { readonly acknowledgedSequence?: unknown }
}
const parse = (body: string): Answer => {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Answer) : {}
  } catch {
    return {}
  }
}

/** Seconds before the next attempt: the schedule of Standard Webhooks 1.0, and daily when it has run out. */
const scheduleSeconds = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** `attempts` failed so far; up to a tenth is added, so that many senders do not come back at once. */
export const nextAttemptAt = (now: Date, attempts: number, random: (bytes: number) => Uint8Array): Date => {
  const seconds = scheduleSeconds[Math.min(Math.max(attempts, 1), scheduleSeconds.length) - 1] ?? 86_400
  const jitter = (random(1)[0] ?? 0) / 2560
  return new Date(now.getTime() + seconds * 1000 * (1 + jitter))
}

export const largestBatch = 2000

/** A broken line says little about size: only what is too large goes down to single events. */
const smallestAfterFailure = 10

/** Halves when the other side chokes, grows again while it keeps up. */
export const nextBatchSize = (size: number, outcome: PushOutcome['kind']): number => {
  if (outcome === 'accepted') return Math.min(largestBatch, size * 2)
  if (outcome === 'too_large') return Math.max(1, Math.floor(size / 2))
  if (outcome === 'busy' || outcome === 'failed')
    return Math.max(Math.min(size, smallestAfterFailure), Math.floor(size / 2))
  return size
}
