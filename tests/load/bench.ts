/** `npm run bench -- NAME [--quick]`: one benchmark, both sides in one run; the last line is JSON. */
import { serveWhenChild } from './bench-server.ts'
import { runAssessBench } from './assess-bench.ts'
import { runFeedBench } from './feed-bench.ts'
import { runOrdersBench } from './orders-bench.ts'
import { runListingsBench } from './listings-bench.ts'
import { runRecallBench } from './recall-bench.ts'
import { runRoutesBench } from './routes-bench.ts'
import { runTillsBench } from './tills-bench.ts'

export interface BenchResult {
  readonly bench: string
  /** Our side over the other; what it means is printed above. */
  readonly ratio: number
  readonly [figure: string]: unknown
}
export type Bench = (options: { quick: boolean; say: (line: string) => void }) => Promise<BenchResult>

const benches: Readonly<Record<string, Bench>> = {
  assess: runAssessBench,
  listings: runListingsBench,
  feed: runFeedBench,
  orders: runOrdersBench,
  recall: runRecallBench,
  routes: runRoutesBench,
  tills: runTillsBench,
}

await serveWhenChild()
const [name = '', ...flags] = process.argv.slice(2)
const bench = benches[name]
const say = (line: string): void => void process.stdout.write(`${line}\n`)
if (bench === undefined) {
  say(`用法：npm run bench -- ${Object.keys(benches).join(' | ')} [--quick]`)
  process.exit(2)
}
const result = await bench({ quick: flags.includes('--quick'), say })
say(JSON.stringify(result))
process.exit(0)
