/**
 * PGlite takes no lock on its folder: a second process that opened it made the first lose acknowledged rows. So a
 * lock file beside the folder names the process that holds it; a dead process's lock is taken over.
 */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'

export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError'
  constructor(folder: string, pid: number) {
    super(
      `数据目录 ${folder} 正在被另一个进程使用（进程号 ${pid}）。请先停掉那个进程，或用 DATA_DIR 指定别的目录；多个进程共用数据请设置 DATABASE_URL。`,
    )
  }
}

/** Folders this process holds: a container restarts with the same process number, so the number alone proves nothing. */
const heldHere = new Set<string>()

/** Locks; returns the unlock function. Throws FolderLockedError while a living process holds the folder. */
export const lockFolder = (folder: string): (() => void) => {
  const file = `${folder}.lock`
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const handle = openSync(file, 'wx')
      writeSync(handle, String(process.pid))
      closeSync(handle)
      heldHere.add(file)
      const unlock = (): void => {
        heldHere.delete(file)
        rmSync(file, { force: true })
        process.removeListener('exit', unlock)
      }
      process.once('exit', unlock)
      return unlock
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = holderOf(file)
    if (holder !== undefined && isHolding(holder, file)) throw new FolderLockedError(folder, holder)
    rmSync(file, { force: true })
  }
  throw new Error(`cannot lock ${folder}`)
}

const holderOf = (file: string): number | undefined => {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

const isHolding = (pid: number, file: string): boolean => {
  if (pid === process.pid) return heldHere.has(file)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
