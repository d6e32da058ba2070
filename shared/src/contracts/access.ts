/** Who usually may: said once, so that a new role is added in one place. Routes that differ say their own. */

/** Everybody who looks after markets or judges them; no merchant, no shopper. */
export const marketViewers = {
  scope: 'market',
  roles: [
    'market_staff',
    'market_operator',
    'inspector',
    'district_officer',
    'city_officer',
    'district_assessor',
    'third_party_assessor',
    'city_assessor',
  ],
} as const

/** The people who run the market. */
export const marketTeam = { scope: 'market', roles: ['market_staff', 'market_operator'] } as const
