/** Every rubric under `rubrics/definitions`: adding one is a folder of data and no code. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryRoot } from '../../repository-root.ts'
import type { Rubric } from './domain/rubric.ts'
import { parseRubric, parseVocabulary } from './rubric-checks.ts'
import type { Vocabulary } from './rubric-format.ts'

const folder = path.join(repositoryRoot, 'rubrics')
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'))

export const loadVocabulary = (): Vocabulary => parseVocabulary('vocabulary.json', readJson('vocabulary.json'))

/**
 * All rubrics by id, parsed and checked; Zhengzhou's first, the rest by id. Call once at start. Throws RubricError
 * naming file, row and leaf of every broken rule.
 */
export const loadRubrics = (): ReadonlyMap<string, Rubric> => {
  const vocabulary = loadVocabulary()
  const ids = readdirSync(path.join(folder, 'definitions')).sort()
  // The heart of the product leads every list.
  const ordered = [
    ...ids.filter((id) => id.startsWith('zhengzhou')),
    ...ids.filter((id) => !id.startsWith('zhengzhou')),
  ]
  return new Map(
    ordered.map((id) => {
      const file = `definitions/${id}/rubric.json`
      return [id, parseRubric(file, readJson(file), vocabulary)]
    }),
  )
}
