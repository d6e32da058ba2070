import { describe, expect, it } from 'vitest'
import { demoAccounts } from '@smart-market/server/db/seed/demo-accounts.ts'

/** The console is no library: its file is loaded as the page would load it. */
const loginPage = '../../console/src/features/session/model.ts'

describe('the demo logins that the login page offers', () => {
  it('are accounts that the demo market is seeded with', async () => {
    const { demoLogins } = (await import(loginPage)) as {
      demoLogins: readonly { loginName: string; password: string }[]
    }
    expect(demoLogins.length).toBeGreaterThan(0)
    for (const { loginName, password } of demoLogins) {
      expect(demoAccounts).toContainEqual(expect.objectContaining({ loginName, password }))
    }
  })
})
