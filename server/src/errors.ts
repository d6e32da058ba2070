import { errorMessage, type ErrorCode, errorTable } from '@smart-market/shared/errors.ts'

/** What a service throws when it refuses; the edge turns it into the one error body. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>
  constructor(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}) {
    super(errorMessage(code, details))
    this.code = code
    this.details = details
  }
  get status(): (typeof errorTable)[ErrorCode]['status'] {
    return errorTable[this.code].status
  }
}
