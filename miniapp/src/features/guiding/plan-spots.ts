/** Where a stall stands on the drawn plan. Pure. */
import type { PublicPlan } from '@smart-market/shared/contracts/wayfinding.ts'

export const spotOf = (
  plan: PublicPlan,
  stallCode: string,
): { readonly levelId: string; readonly x: number; readonly y: number } | null => {
  for (const { levelId, places } of plan.levels) {
    const place = places.find((one) => one.stallCode === stallCode)
    if (place) return { levelId, x: place.labelX, y: place.labelY }
  }
  return null
}
