/**
 * 个人信息: what the whole system holds about one shopper, told and deleted on request. Hides where it lies; each feature
 * names its own part by its door. Rules: a deletion is whole or not at all, in one transaction; what the law wants kept
 * stays without name, phone and address, and is named in the answer.
 */
export { privacyHandlers } from './routes.ts'
