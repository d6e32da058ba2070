import type { privacyRoutes } from '@smart-market/shared/contracts/privacy.ts'
import type { Handlers } from '../../http/mount.ts'
import * as service from './service.ts'

export const privacyHandlers: Handlers<typeof privacyRoutes> = {
  exportMyData: (ctx) => service.exportMyData(ctx),
  deleteMyData: (ctx) => service.deleteMyData(ctx),
}
