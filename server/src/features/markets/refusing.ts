import { databaseError } from '../../db/client.ts'
import type { AppError } from '../../errors.ts'

/** Runs work and turns a violated constraint into its refusal. */
export const refusing = async <T>(
  refusals: Readonly<Record<string, () => AppError | Promise<AppError>>>,
  work: Promise<T>,
): Promise<T> => {
  try {
    return await work
  } catch (error) {
    const refusal = refusals[databaseError(error)?.constraint ?? '']
    throw refusal === undefined ? error : await refusal()
  }
}
