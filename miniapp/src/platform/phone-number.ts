import { isH5 } from './system.ts'

/** Only WeChat knows a person's number; in a browser it is typed. */
export const canGivePhone = !isH5

/**
 * The code behind a tap on WeChat's phone button, by which the server learns the number; null when the person said no,
 * or when WeChat gives none here (no quota left, an old version).
 */
export const phoneCodeOf = (detail: unknown): string | null => {
  const { code } = (detail ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' && code !== '' ? code : null
}
