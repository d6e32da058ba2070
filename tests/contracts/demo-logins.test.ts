import { describe, expect, it } from 'vitest'
import { demoAccounts } from '@smart-market/server/db/seed/demo-accounts.ts'
import { demoLogins } from '../../console/src/features/session/model.ts'

describe('the demo logins that the login page offers', () => {
  it('are accounts that the demo market is seeded with', () => {
    for (const login of demoLogins) expect(demoAccounts).toContainEqual(expect.objectContaining({ loginName: login.loginName, password: login.password }))
  })
})
