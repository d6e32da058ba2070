/** What every route about a stall’s conduct is built from: its address and who may call it. Not for others. */

export const base = '/api/v1/markets/{marketId}'
export const publicBase = '/api/v1/public/markets/{marketCode}'
export const open = { scope: 'public' } as const
export const officials = {
  scope: 'market',
  roles: ['market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
} as const
export const readers = { scope: 'market', roles: [...officials.roles, 'merchant'] } as const
export const handlers = { scope: 'market', roles: ['market_staff', 'market_operator', 'merchant'] } as const
export const operators = { scope: 'market', roles: ['market_operator'] } as const
