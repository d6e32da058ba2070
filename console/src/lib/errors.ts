/** What the server's refusal means for the form or page that asked. */
import { ApiError } from '@smart-market/shared/client.ts'

export interface FieldError {
  readonly name: (string | number)[]
  readonly errors: string[]
}

/** Codes that are about one field of a form: shown there, not only on top. */
const fieldOfCode: Readonly<Record<string, string>> = {
  'merchant.credit_code_taken': 'creditCode',
  'zone.code_taken': 'code',
  'stall.code_taken': 'code',
  'device.code_taken': 'code',
  'device.place_required': 'zoneId',
  'user.login_name_taken': 'loginName',
  'user.weak_password': 'password',
  'user.wrong_password': 'currentPassword',
  'intake.no_merchant': 'stallCode',
  'supplier.not_found': 'supplierCode',
  'tenancy.dates': 'to',
  'tenancy.overlap': 'from',
}

/** Errors to put under form fields; empty when the refusal is about the whole. */
export const fieldErrors = (error: unknown): FieldError[] => {
  if (!(error instanceof ApiError)) return []
  const field = fieldOfCode[error.code]
  if (field !== undefined) return [{ name: [field], errors: [error.message] }]
  const byName = new Map<string, FieldError>()
  for (const { path, message } of issuesOf(error.details)) {
    if (path[0] !== 'body' || path.length < 2) continue
    const name = path.slice(1)
    const known = byName.get(name.join('.'))
    if (known) known.errors.push(message)
    else byName.set(name.join('.'), { name, errors: [message] })
  }
  return [...byName.values()]
}

interface Issue {
  readonly path: (string | number)[]
  readonly message: string
}
const issuesOf = (details: unknown): Issue[] => {
  const issues = (details as { issues?: unknown } | undefined)?.issues
  if (!Array.isArray(issues)) return []
  return issues.filter((i: Partial<Issue>): i is Issue => Array.isArray(i?.path) && typeof i.message === 'string')
}

/** One sentence for a person; the request id is kept apart for support. */
export const errorText = (error: unknown): string =>
  error instanceof ApiError ? error.message : '页面出了问题，请刷新后再试。'

export const isForbidden = (error: unknown): boolean => error instanceof ApiError && error.status === 403
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401
/** Asking again may help only when nobody has decided yet. */
export const mayRetry = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 503)
