/**
 * Imports that this process is writing now. Progress lives here and not in the database, because the writing
 * transaction shows nothing before it commits, and a second one would wait for it on PGlite.
 */
export interface ImportRunner {
  /** Claims an import before its transaction says "running"; false when it is claimed already. */
  claim(importId: string): boolean
  /** Starts the work of a claimed import and returns at once; `work` never rejects. */
  start(importId: string, work: (onProgress: (done: number) => void) => Promise<void>): void
  /** Gives a claim back without having started. */
  release(importId: string): void
  /** Rows done so far; undefined when this process is not writing it. */
  progressOf(importId: string): number | undefined
  /** Resolves when nothing runs: for shutdown and tests. */
  idle(): Promise<void>
}

export const createImportRunner = (): ImportRunner => {
  const progress = new Map<string, number>()
  const running = new Set<Promise<void>>()
  return {
    claim: (importId) => {
      if (progress.has(importId)) return false
      progress.set(importId, 0)
      return true
    },
    start: (importId, work) => {
      const done = work((rows) => progress.set(importId, rows)).finally(() => {
        progress.delete(importId)
        running.delete(done)
      })
      running.add(done)
    },
    release: (importId) => {
      progress.delete(importId)
    },
    progressOf: (importId) => progress.get(importId),
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
