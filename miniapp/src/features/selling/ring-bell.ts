import { bell } from '../../platform/bell.ts'

/** A phone that cannot sound must still show what came in. */
export const ringBell = (words: string): void => {
  try {
    bell.ring(words)
  } catch {
    return
  }
}
