import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { rubricFile } from '@smart-market/server/features/assessments/rubric-format.ts'

const path = fileURLToPath(new URL('../../rubrics/schema/rubric.schema.json', import.meta.url))

it('the published JSON Schema is the one the loader enforces (RUBRIC_SCHEMA=write refreshes it)', () => {
  const current = z.toJSONSchema(rubricFile, { target: 'draft-2020-12', io: 'input' })
  if (process.env['RUBRIC_SCHEMA'] === 'write') writeFileSync(path, `${JSON.stringify(current, null, 2)}\n`)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(current)))
})
