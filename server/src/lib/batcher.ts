/**
 * Work that waits at the same moment goes out together. Nothing waits for company: while fewer than `inFlight` runs are
 * under way an item leaves at once and alone; what comes in the meantime leaves together as soon as a run returns.
 */
export interface Batching {
  readonly maxItems: number
  readonly inFlight: number
}

/** `run` answers each item, in order. When it rejects, every item of that run is rejected with its reason. */
export const createBatcher = <Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
  { maxItems, inFlight }: Batching,
): ((item: Item) => Promise<Answer>) => {
  interface Waiting {
    readonly item: Item
    readonly resolve: (answer: Answer) => void
    readonly reject: (reason: unknown) => void
  }
  let waiting: Waiting[] = []
  let running = 0

  const send = (): void => {
    while (running < inFlight && waiting.length > 0) {
      const batch = waiting.slice(0, maxItems)
      waiting = waiting.slice(maxItems)
      running += 1
      run(batch.map(({ item }) => item))
        .then((answers) => {
          for (const [i, { resolve, reject }] of batch.entries()) {
            if (i < answers.length) resolve(answers[i] as Answer)
            else reject(new Error('a batch left an item unanswered'))
          }
        })
        .catch((reason: unknown) => {
          for (const { reject } of batch) reject(reason)
        })
        .finally(() => {
          running -= 1
          send()
        })
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      send()
    })
}
