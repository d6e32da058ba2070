/** What every route of 食安 is built from: its address, who may call it, amounts. Not for others. */
import { z } from 'zod'
import { categoryCodes } from '../catalogue.ts'

export const readers = {
  scope: 'market',
  roles: ['merchant', 'market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
} as const
export const watchers = {
  scope: 'market',
  roles: ['market_staff', 'market_operator', 'inspector', 'district_officer', 'city_officer'],
} as const
export const traders = { scope: 'market', roles: ['merchant', 'market_staff', 'market_operator'] } as const
export const base = '/api/v1/markets/{marketId}'
/** Grams or pieces, at most 1,000 tonnes. */
export const quantity = z.number().int('数量应为整数').min(1, '数量至少为 1').max(1_000_000_000, '数量过大，请核对')
export const category = z.enum(categoryCodes, '请选择品类')
