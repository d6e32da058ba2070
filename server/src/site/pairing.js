// What every paired page of a device needs: its key, kept by the browser it stands in.

/**
 * The pairing link carries the key behind `#`, which browsers never send anywhere; it is kept and cleared at once.
 * Undefined when the page was never paired.
 */
export const readPairing = (name) => {
  const given = new URLSearchParams(location.hash.slice(1))
  if (given.has('key')) {
    const pairing = { key: given.get('key'), marketId: given.get('market'), deviceCode: given.get('device') }
    localStorage.setItem(name, JSON.stringify(pairing))
    history.replaceState(null, '', location.pathname + location.search)
  }
  const kept = localStorage.getItem(name)
  return kept === null ? undefined : JSON.parse(kept)
}
