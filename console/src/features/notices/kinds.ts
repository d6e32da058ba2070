/** The words of the contract, taken from their labels so that zod stays out of the bundle. */
import { labels } from '@smart-market/shared/text/zh.ts'
import type { Notice } from './api.ts'

export const noticeKindList = Object.keys(labels.noticeKind) as Notice['kind'][]
export const noticeStateList = Object.keys(labels.noticeState) as Notice['state'][]
export const allPlaces = Object.keys(labels.noticePlace) as (keyof typeof labels.noticePlace)[]
