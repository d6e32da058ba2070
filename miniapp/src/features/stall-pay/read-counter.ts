/** From what was scanned to whom it pays. */
import { client } from '../../platform/request.ts'
import { readSignedCode, readStallCode } from '../scan/stall-address.ts'

export type StallCounter = Awaited<ReturnType<typeof client.getStallCounter>>

export interface PayTarget {
  readonly marketCode: string
  readonly stallCode: string
  /** What WeChat's scanner read, when it opened the page by itself. */
  readonly scanned: string
}

/** Only the server can read a printed code. Throws ApiError in plain words. */
export const readCounter = async ({ marketCode, stallCode, scanned }: PayTarget): Promise<StallCounter> => {
  const signed = readSignedCode(scanned)
  const params =
    signed === null
      ? (readStallCode(scanned) ?? { marketCode, stallCode })
      : await client.readPublicStallCode({ params: { code: signed } })
  return client.getStallCounter({ params })
}
