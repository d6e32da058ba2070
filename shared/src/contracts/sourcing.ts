/** 食安: suppliers, intakes with their papers, batches, quick tests, holds, recall, trace. One place to import from. */
import { batchRoutes } from './sourcing/batches.ts'
import { entryRoutes } from './sourcing/entry.ts'
import { quickTestRoutes } from './sourcing/quick-tests.ts'
import { tracingRoutes } from './sourcing/tracing.ts'

export * from './sourcing/batches.ts'
export * from './sourcing/entry.ts'
export * from './sourcing/quick-tests.ts'
export * from './sourcing/tracing.ts'
export * from './sourcing/words.ts'

export const sourcingRoutes = { ...entryRoutes, ...quickTestRoutes, ...batchRoutes, ...tracingRoutes }
