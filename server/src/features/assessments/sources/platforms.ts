import { marketOf } from '../../../context.ts'
import { listPlatformStates } from '../../feeds/index.ts'
import { ageHours, newest } from './age.ts'
import type { EvidenceSource } from './evidence-source.ts'

/** Platforms that read the market's feed, by what they last acknowledged. */
export const platformSource: EvidenceSource = {
  id: 'platforms',
  provides: { populations: ['platformLinks'], metrics: [] },
  collect: async (ctx, tx, asOf) => {
    const links = await listPlatformStates(tx, marketOf(ctx), asOf)
    if (links.length === 0) return {}
    return {
      populations: {
        platformLinks: {
          observedAt: newest(links.map((link) => link.lastAcknowledgedAt)),
          origin: '平台确认回执',
          members: links.map((link) => ({
            subject: { kind: 'platform', id: link.platformLinkId, label: link.name },
            fields: {
              level: link.level,
              connected: link.connected,
              ackAgeHours: ageHours(link.lastAcknowledgedAt, asOf),
            },
          })),
        },
      },
    }
  },
}
