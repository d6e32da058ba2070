/** Which stall a code or a typed number means. Pure. */
export interface StallAddress {
  readonly marketCode: string
  readonly stallCode: string
}

/** Printed codes carry an address of our server: `/s/<market>-<stall>`, or that of a stall's screen. */
const printed = /\/(?:s|screen\/stall)\/([^/?#]+)/
/** A market's code has no dash, so the first dash ends it: `GC-A-012` is stall A-012 in market GC. */
const joined = /^([A-Z0-9]{2,16})-([\p{L}\p{N}][\p{L}\p{N}#/.-]{0,31})$/u

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** Null when the code is not one of ours. */
export const readStallCode = (scanned: string): StallAddress | null => {
  const inAddress = printed.exec(scanned)?.[1]
  const code = inAddress === undefined ? scanned.trim() : decode(inAddress)
  const match = joined.exec(code ?? '')
  return match?.[1] && match[2] ? { marketCode: match[1], stallCode: match[2] } : null
}

/** A printed stall code is a signed number that only the server can read: `/s/<18 letters and digits>`. */
export const readSignedCode = (scanned: string): string | null =>
  /(?:^|\/s\/)([0-9a-z]{18})$/.exec(scanned.trim().toLowerCase())?.[1] ?? null

export interface TagAddress {
  readonly marketCode: string
  readonly listingId: string
}
/** A printed price tag: `/g/<market>-<listing>`. */
export const readPriceTag = (scanned: string): TagAddress | null => {
  const match = /\/g\/([A-Z0-9]{2,16})-(lst_[0-9a-z]{6,40})(?:[?#].*)?$/.exec(scanned.trim())
  return match?.[1] && match[2] ? { marketCode: match[1], listingId: match[2] } : null
}

export interface SlipAddress {
  readonly marketCode: string
  readonly saleId: string
}
/** A printed slip: `/r/<market>-<sale>`. */
export const readSlip = (scanned: string): SlipAddress | null => {
  const match = /\/r\/([A-Z0-9]{2,16})-(sal_[0-9a-z]{6,40})(?:[?#].*)?$/.exec(scanned.trim())
  return match?.[1] && match[2] ? { marketCode: match[1], saleId: match[2] } : null
}

/** What stands behind `/t/` on a slip or label. */
export const readTraceCode = (scanned: string): string | null => {
  const code = /\/t\/([^/?#]+)/.exec(scanned)?.[1]
  return code === undefined ? null : decode(code)
}

/** Full-width and lower-case letters, which Chinese keyboards often give, become what stands on the stall's sign. */
export const cleanStallNumber = (typed: string): string => typed.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
