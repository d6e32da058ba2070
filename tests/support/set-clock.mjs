/**
 * Preloaded into a server of a test (`--import`): its clock runs ahead by the milliseconds written in CLOCK_FILE, so that
 * a story of days takes seconds. Timers keep their real pace.
 */
import { readFileSync } from 'node:fs'

const RealDate = Date
const file = process.env.CLOCK_FILE ?? ''
// Read each time: a session opened at the old time would have ended a moment later.
const now = () => RealDate.now() + (Number(readFileSync(file, 'utf8')) || 0)

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given))
  }
  static now() {
    return now()
  }
  /** Dates that the runtime itself makes are dates too. */
  static [Symbol.hasInstance](value) {
    return value instanceof RealDate
  }
}
