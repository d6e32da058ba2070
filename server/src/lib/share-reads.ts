/**
 * Identical reads in flight share one: the answer is never older than the read that is running. Made once for each kind
 * of read; only for reads whose answer is the same for everybody.
 */
export const shareReads = <Answer>(): ((key: string, read: () => Promise<Answer>) => Promise<Answer>) => {
  const inFlight = new Map<string, Promise<Answer>>()
  return (key, read) => {
    const running = inFlight.get(key)
    if (running !== undefined) return running
    const started = read().finally(() => inFlight.delete(key))
    inFlight.set(key, started)
    return started
  }
}
