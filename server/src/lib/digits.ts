/** Decimal digits without bias. `random` returns values in [0, 256). */
export const digits = (random: (bytes: number) => Uint8Array, length: number): string => {
  let text = ''
  while (text.length < length) {
    for (const byte of random(length + 2)) if (byte < 250 && text.length < length) text += String(byte % 10)
  }
  return text
}
