/**
 * Every rubric this build knows. Files are imported statically so that the bundled server carries them; adding a
 * rubric is a folder of data and one line in this list.
 */
import countyFile from '@smart-market/rubrics/definitions/county-2023/rubric.json' with { type: 'json' }
import agriculturalFile from '@smart-market/rubrics/definitions/jilin-2021-agricultural/rubric.json' with { type: 'json' }
import consumerFile from '@smart-market/rubrics/definitions/jilin-2021-consumer/rubric.json' with { type: 'json' }
import productionFile from '@smart-market/rubrics/definitions/jilin-2021-production/rubric.json' with { type: 'json' }
import zhengzhouFile from '@smart-market/rubrics/definitions/zhengzhou-2021/rubric.json' with { type: 'json' }
import zhoushanFile from '@smart-market/rubrics/definitions/zhoushan-2022/rubric.json' with { type: 'json' }
import vocabularyJson from '@smart-market/rubrics/vocabulary.json' with { type: 'json' }
import type { Rubric } from './domain/rubric.ts'
import { parseRubric, parseVocabulary } from './rubric-checks.ts'
import type { Vocabulary } from './rubric-format.ts'

export const rubricIds = [
  'zhengzhou-2021',
  'jilin-2021-agricultural',
  'jilin-2021-consumer',
  'jilin-2021-production',
  'zhoushan-2022',
  'county-2023',
] as const
export type RubricId = (typeof rubricIds)[number]

const files: Readonly<Record<RubricId, unknown>> = {
  'zhengzhou-2021': zhengzhouFile,
  'jilin-2021-agricultural': agriculturalFile,
  'jilin-2021-consumer': consumerFile,
  'jilin-2021-production': productionFile,
  'zhoushan-2022': zhoushanFile,
  'county-2023': countyFile,
}

export function isRubricId(id: string): id is RubricId {
  return rubricIds.some((known) => known === id)
}

export function loadVocabulary(): Vocabulary {
  return parseVocabulary('vocabulary.json', vocabularyJson)
}

/**
 * All rubrics, parsed and checked. Call once at start.
 * @throws RubricError naming file, row and leaf of every broken rule.
 */
export function loadRubrics(): ReadonlyMap<RubricId, Rubric> {
  const vocabulary = loadVocabulary()
  return new Map(rubricIds.map((id) => [id, parseRubric(`definitions/${id}/rubric.json`, files[id], vocabulary)]))
}
