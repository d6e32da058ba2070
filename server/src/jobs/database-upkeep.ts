import type { ServerJob } from './scheduler.ts'

/** Vacuums the embedded database while markets sleep; PostgreSQL does it by itself. */
export const databaseUpkeep: ServerJob = {
  name: 'database upkeep',
  afterMinutes: 3 * 60,
  runOnce: (deps) => deps.database.upkeep(),
}
