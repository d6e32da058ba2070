/**
 * Answers that are the same for everybody, kept for as long as the database has not changed. Nobody gets an answer that
 * lacks what was written before he asked: the snapshot is taken after he came, and an answer counts only under the
 * snapshot that was taken before it was read.
 */
export interface Keeping {
  /** Equal tokens, equal contents. */
  readonly snapshot: () => Promise<string>
  readonly clock: () => Date
  /** An answer may depend on the time: after this it is read again though nothing has changed. Milliseconds. */
  readonly maxAgeMs: number
  /** How many answers are kept; the oldest leaves. */
  readonly most: number
}

interface Reading<Answer> {
  readonly token: string
  readonly readAt: number
  readonly answer: Promise<Answer>
  running: boolean
  /** The read after this one, for those who found it running under an older snapshot. */
  next: Promise<Answer> | undefined
}

/** Made once for each kind of read. A read that fails is told to those who wait for it and kept for nobody. */
export const keepAnswers = <Answer>({
  snapshot,
  clock,
  maxAgeMs,
  most,
}: Keeping): ((key: string, read: () => Promise<Answer>) => Promise<Answer>) => {
  const kept = new Map<string, Reading<Answer>>()

  const start = (key: string, token: string, read: () => Promise<Answer>): Promise<Answer> => {
    const reading: Reading<Answer> = {
      token,
      readAt: clock().getTime(),
      answer: read(),
      running: true,
      next: undefined,
    }
    kept.delete(key)
    kept.set(key, reading)
    const [oldest] = kept.keys()
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    void reading.answer.then(
      () => (reading.running = false),
      () => {
        reading.running = false
        if (kept.get(key) === reading) kept.delete(key)
      },
    )
    return reading.answer
  }

  const ask = async (key: string, read: () => Promise<Answer>): Promise<Answer> => {
    const token = await snapshot()
    const known = kept.get(key)
    const age = known === undefined ? Infinity : clock().getTime() - known.readAt
    if (known?.token === token && age >= 0 && age < maxAgeMs) return known.answer
    if (known === undefined || !known.running) return start(key, token, read)
    // One read at a time: whoever came after this one began shares the next.
    const again = (): Promise<Answer> => ask(key, read)
    return (known.next ??= known.answer.then(again, again))
  }
  return ask
}
