/**
 * Who is who: accounts, sessions, roles, keys of machines, and the operation log. Hides how passwords and keys are
 * kept. Other features ask only for an actor, a key, or an account.
 */
export { identityHandlers } from './routes.ts'
export { createAccount, createKey, findKeyActor, findSessionActor, revokeKey, type NewAccount } from './service.ts'
export { isKeySecret } from './secrets.ts'
export { eraseShopperAccount } from './shopper-erasure.ts'
export { startShopperSession } from './shopper-session.ts'
export { findAccount, giveMarketRole, listMarketUsers, takeMarketRole } from './market-users.ts'
