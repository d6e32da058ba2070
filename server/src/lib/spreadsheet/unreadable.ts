/** Why a file cannot be read as a table, in one Chinese clause for the person who brought it. */
export class UnreadableError extends Error {
  readonly reason: string
  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}
