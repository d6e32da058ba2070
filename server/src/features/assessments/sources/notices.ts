import { labels } from '@smart-market/shared/text/zh.ts'
import { marketOf } from '../../../context.ts'
import { listTopicStates } from '../../notices/index.ts'
import { newest } from './age.ts'
import type { EvidenceSource } from './evidence-source.ts'

/** Topics that must be published, and how fresh each is. */
export const noticeSource: EvidenceSource = {
  id: 'notices',
  provides: { populations: ['noticeTopics'], metrics: [] },
  collect: async (ctx, tx, asOf) => {
    const topics = (await listTopicStates(tx, marketOf(ctx), asOf)).filter((topic) => topic.required)
    if (topics.every((topic) => topic.lastPublishedAt === null)) return {}
    return {
      populations: {
        noticeTopics: {
          observedAt: newest(topics.map((topic) => topic.lastPublishedAt)),
          origin: '公示发布记录',
          members: topics.map((topic) => ({
            subject: { kind: 'notice', id: topic.topic, label: labels.noticeKind[topic.topic] },
            fields: {
              topic: topic.topic,
              publishedCount: topic.publishedCount,
              ageDays: topic.ageDays,
              cadenceDays: topic.cadenceDays,
            },
          })),
        },
      },
    }
  },
}
