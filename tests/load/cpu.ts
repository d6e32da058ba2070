/** CPU seconds of processes, from Linux's books: unlike seconds by the clock they do not grow with what else is running. */
import { readFileSync } from 'node:fs'

/** User and system seconds of a process so far; 0 where the system keeps no such books or the process is gone. */
export const cpuSecondsOf = (pid: number | undefined): number => {
  try {
    const text = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
    // The name in parentheses may hold spaces; after it, fields 14 and 15 of proc(5) are ticks of 1/100 s.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}
