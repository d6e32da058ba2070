/** Addresses of the console of a district or city platform; every page stands below `/platform`. */
export const platformBase = '/platform'
export const platformPaths = {
  markets: '',
  districts: 'districts',
  compare: 'compare',
  statistics: 'statistics',
  register: 'register',
  quarantine: 'quarantine',
} as const
export type PlatformPage = keyof typeof platformPaths

export type PlatformTarget =
  | { readonly page: PlatformPage; readonly search?: Readonly<Record<string, string>> }
  | { readonly marketId: string; readonly rubric?: string }
  | { readonly claimOf: string; readonly sequence: number }
  /** Registration and keys of one market. */
  | { readonly registered: string }

export const platformAddress = (target: PlatformTarget): { to: string; search: Record<string, string> } => {
  if ('marketId' in target)
    return {
      to: `${platformBase}/markets/${target.marketId}`,
      search: target.rubric === undefined ? {} : { rubric: target.rubric },
    }
  if ('claimOf' in target)
    return { to: `${platformBase}/markets/${target.claimOf}/claims/${target.sequence}`, search: {} }
  if ('registered' in target) return { to: `${platformBase}/register/${target.registered}`, search: {} }
  const path = platformPaths[target.page]
  return { to: path === '' ? platformBase : `${platformBase}/${path}`, search: { ...target.search } }
}
