/** Round axis values from 0 to at least `largest`, four steps or fewer. */
export const axisTicks = (largest: number): number[] => {
  if (largest <= 0) return [0, 1]
  const rough = largest / 4
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((m) => m * magnitude >= rough) ?? 10) * magnitude
  const ticks: number[] = []
  for (let i = 0; i * step < largest + step * 0.999; i++) ticks.push(Math.round(i * step * 1e6) / 1e6)
  return ticks
}
