import type { Ctx } from '../../context.ts'

/** Districts whose markets the officer watches; null for the whole city. */
export const districtsOf = (ctx: Ctx): readonly string[] | null => {
  if (ctx.actor.kind !== 'user') return []
  if (ctx.actor.memberships.some((m) => m.role === 'city_officer')) return null
  return ctx.actor.memberships.flatMap((m) =>
    m.role === 'district_officer' && m.districtCode !== null ? [m.districtCode] : [],
  )
}
