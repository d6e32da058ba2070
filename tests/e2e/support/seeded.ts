/** Markets whose making takes longer than most tests: made once for a build and a day, and copied for each file of tests. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { businessDate } from '@smart-market/shared/time.ts'

const built = fileURLToPath(new URL('../../../server/dist/', import.meta.url))
const kept = fileURLToPath(new URL('../../../.cache/e2e/', import.meta.url))

/** What a seeded folder depends on: the day, the server, and the file that makes it. */
const stateOf = (maker: string): string => {
  const hash = createHash('sha256')
    .update(businessDate(new Date()))
    .update(readFileSync(fileURLToPath(maker)))
  for (const file of readdirSync(built).sort()) {
    if (file.endsWith('.mjs')) hash.update(readFileSync(path.join(built, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/**
 * A copy of the data directory that `make` fills, for its caller to remove. `maker` is the `import.meta.url` of the file
 * that says what is made; what an earlier build or day left behind goes away.
 */
export const copySeeded = async (
  name: string,
  maker: string,
  make: (folder: string) => Promise<void>,
): Promise<string> => {
  mkdirSync(kept, { recursive: true })
  const seeded = path.join(kept, `${name}-${stateOf(maker)}`)
  if (!existsSync(seeded)) {
    const folder = mkdtempSync(path.join(kept, 'making-'))
    await make(folder)
    for (const old of readdirSync(kept).filter((one) => one.startsWith(`${name}-`)))
      rmSync(path.join(kept, old), { recursive: true, force: true })
    // Under its name only when it is whole: a run that was broken off leaves nothing to be taken for a market.
    renameSync(folder, seeded)
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'smart-market-e2e-'))
  cpSync(seeded, folder, { recursive: true })
  return folder
}
