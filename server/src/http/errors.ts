/** The one place that turns what was thrown into the one error body. No stack and no personal data leaves. */
import type { ErrorHandler } from 'hono'
import { errorMessage, type ErrorCode, errorTable } from '@smart-market/shared/errors.ts'
import type { Logger } from 'pino'
import { databaseError } from '../db/client.ts'
import { AppError } from '../errors.ts'
import type { HttpEnv } from './mount.ts'

/** Errors of the database that mean "busy, try again" rather than a fault: serialization, deadlock, no connection. */
const busyStates = new Set(['40001', '40P01', '53300', '57P03', '55P03'])

export const errorHandler =
  (logger: Logger): ErrorHandler<HttpEnv> =>
  (error, c) => {
    const requestId = c.get('requestId')
    const code: ErrorCode =
      error instanceof AppError
        ? error.code
        : busyStates.has(databaseError(error)?.code ?? '')
          ? 'server.busy'
          : 'server.unexpected'
    const details = error instanceof AppError ? error.details : {}
    if (!(error instanceof AppError))
      logger.error({ requestId, err: scrub(error), path: c.req.path, method: c.req.method }, 'request failed')
    const { status } = errorTable[code]
    const shown = Object.keys(details).length === 0 ? {} : { details }
    return c.json({ code, message: errorMessage(code, { ...details, requestId }), requestId, ...shown }, status)
  }

/** A database error repeats the statement's parameters, which may be names and ID numbers: keep what locates it only. */
const scrub = (error: Error): object => {
  const database = databaseError(error)
  if (database === undefined) return { name: error.name, message: error.message, stack: error.stack }
  return {
    name: error.name,
    sqlState: database.code,
    constraint: database.constraint,
    stack: error.stack?.split('\n').slice(1, 8).join('\n'),
  }
}
