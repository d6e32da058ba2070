/** Time limits of orders. Pure. */
export interface Settings {
  readonly payWithinMinutes: number
  readonly remindAfterMinutes: number
  readonly escalateAfterMinutes: number
  readonly overweightPercent: number
}

/** Until a market sets its own. The order function knows the 15 minutes as well. */
export const defaultSettings: Settings = {
  payWithinMinutes: 15,
  remindAfterMinutes: 5,
  escalateAfterMinutes: 15,
  overweightPercent: 10,
}
