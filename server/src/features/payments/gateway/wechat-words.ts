/** Small words that the gateway's answers for WeChat Pay share. */
export type Body = Record<string, unknown>
export interface Reply {
  readonly status: number
  readonly body: Body | null
}
export const refuse = (status: number, code: string, message: string): Reply => ({ status, body: { code, message } })
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const record = (value: unknown): Body => (typeof value === 'object' && value !== null ? (value as Body) : {})
export const beijing = (iso: string): string =>
  `${new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
