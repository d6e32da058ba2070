import { deviceSource } from './devices.ts'
import type { EvidenceSource } from './evidence-source.ts'
import { insightSource } from './insights.ts'
import { merchantSource } from './merchants.ts'
import { navigationSource } from './navigation.ts'
import { noticeSource } from './notices.ts'
import { orderSource } from './orders.ts'
import { platformSource } from './platforms.ts'
import { sourcingSource } from './sourcing.ts'

/** Every evidence source; each key of the vocabulary is filled by at most one. */
export const evidenceSources: readonly EvidenceSource[] = [
  merchantSource,
  deviceSource,
  noticeSource,
  platformSource,
  orderSource,
  insightSource,
  navigationSource,
  sourcingSource,
]
