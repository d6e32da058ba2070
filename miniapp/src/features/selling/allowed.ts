import { ApiError } from '@smart-market/shared/client.ts'

/** Null for what the owner has not opened to this helper. */
export const allowed = async <T>(reading: Promise<T>): Promise<T | null> => {
  try {
    return await reading
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'stall_helper.not_allowed') return null
    throw cause
  }
}
