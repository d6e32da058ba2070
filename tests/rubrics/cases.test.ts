import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { assess } from '@smart-market/server/features/assessments/domain/assess.ts'
import type { Facts } from '@smart-market/server/features/assessments/domain/facts.ts'
import { loadRubrics } from '@smart-market/server/features/assessments/load-rubrics.ts'

const definitions = fileURLToPath(new URL('../../rubrics/definitions/', import.meta.url))
const rubrics = loadRubrics()

const points = z.strictObject({ low: z.number(), high: z.number(), max: z.number() })
const expected = z.strictObject({
  total: points.nullable(),
  eligibility: z.enum(['eligible', 'not_eligible', 'undetermined']),
  leaves: z.record(
    z.string(),
    z.strictObject({
      low: z.number(),
      high: z.number(),
      outcome: z.string(),
      subjects: z.array(z.string()).optional(),
    }),
  ),
  levels: z
    .record(z.string(), z.strictObject({ proven: z.string().nullable(), states: z.array(z.string()) }))
    .optional(),
  goals: z.record(z.string(), z.string()).optional(),
})
const goldenCase = z.strictObject({ name: z.string(), facts: z.custom<Facts>(), expect: expected })

describe('golden cases', () => {
  it('lists every definition folder in the loader', () => {
    expect(readdirSync(definitions).sort()).toEqual([...rubrics.keys()].sort())
  })

  for (const folder of readdirSync(definitions)) {
    const cases = readdirSync(join(definitions, folder, 'cases'))

    it(`${folder} brings a good, a poor and a no-evidence case`, () => {
      expect(cases).toEqual(expect.arrayContaining(['good.json', 'no-evidence.json', 'poor.json']))
    })

    for (const file of cases) {
      const golden = goldenCase.parse(JSON.parse(readFileSync(join(definitions, folder, 'cases', file), 'utf8')))
      it(`${folder}/${file}: ${golden.name}`, () => {
        const rubric = rubrics.get(folder)
        if (!rubric) throw new Error(`no rubric ${folder}`)
        const result = assess(rubric, golden.facts)
        expect(result.total).toEqual(golden.expect.total)
        expect(result.eligibility.state).toBe(golden.expect.eligibility)
        const leaves = result.criteria.flatMap((row) => row.leaves)
        for (const [id, want] of Object.entries(golden.expect.leaves)) {
          const leaf = leaves.find((one) => one.id === id)
          expect({ id, low: leaf?.low, high: leaf?.high, outcome: leaf?.outcome }).toEqual({
            id,
            low: want.low,
            high: want.high,
            outcome: want.outcome,
          })
          if (want.subjects) expect(leaf?.losses.map((loss) => loss.subject.id)).toEqual(want.subjects)
        }
        for (const [id, want] of Object.entries(golden.expect.levels ?? {})) {
          const gate = result.levels.find((one) => one.id === id)
          expect({ proven: gate?.proven, states: gate?.levels.map((level) => level.state) }).toEqual(want)
        }
        if (golden.expect.goals) {
          expect(Object.fromEntries(result.goals.map((goal) => [goal.id, goal.status]))).toEqual(golden.expect.goals)
        }
      })
    }
  }
})
