/** What may go wrong between us and a channel. A plan is asked once an exchange; tests give one, the demo has none. */
export type RequestFault =
  | 'none'
  /** The request is lost. */
  | 'lost'
  /** Done, but the answer never comes. */
  | 'silent'
  /** Not done, 500. */
  | 'broken'
  /** Done, 500. */
  | 'broken_after'
  /** Done, and one byte of the answer changed on the way. */
  | 'tampered'
  /** Done, and the answer's signature taken off by a proxy. */
  | 'unsigned'

export type CallbackFault = 'none' | 'lost' | 'twice' | 'late' | 'tampered' | 'probe' | 'foreign_key'

export interface FaultPlan {
  readonly request: (path: string) => RequestFault
  readonly callback: (chargeNumber: string) => CallbackFault
}

export const noFaults: FaultPlan = { request: () => 'none', callback: () => 'none' }

/** Thrown by the gateway in place of an answer: whoever serves it lets the caller wait. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}
