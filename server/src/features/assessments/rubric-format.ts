/** The file format of rubrics and of the vocabulary, as strict schemas. `rubrics/schema` publishes it as JSON Schema. */
import { z } from 'zod'
import type { Expression, Predicate } from './domain/rubric.ts'

const id = z.string().min(1)
const points = z.number().min(0).multipleOf(0.01)
const mark = z.enum(['src', 'rep', 'inf'])
const op = z.enum(['==', '!=', '<', '<=', '>', '>=', 'in', 'contains_all', 'contains_none'])

const provenance = z.strictObject({ mark, clause: z.string().min(1), note: z.string().optional() })

const say = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]*$/),
  about: z.string().min(1),
  reason: z.string().min(1),
  fix: z.string().min(1),
  never: z.string().optional(),
})

const operand = z.union([
  z.boolean(),
  z.number(),
  z.string(),
  z.array(z.string()),
  z.null(),
  z.strictObject({ setting: id }),
  z.strictObject({ field: id }),
  z.strictObject({ metric: id }),
])

const comparison = { op, value: operand, null_is: z.enum(['fail', 'unknown']).optional(), say: say.optional() }

const predicate: z.ZodType<Predicate> = z
  .lazy(() =>
    z.union([
      z.strictObject({ field: id, ...comparison }),
      z.strictObject({ metric: id, ...comparison }),
      z.strictObject({ all_of: z.array(predicate).min(1) }),
      z.strictObject({ any_of: z.array(predicate).min(1), say: say.optional() }),
      z.strictObject({ not: predicate, say: say.optional() }),
      z.strictObject({ every: over, say: say.optional() }),
      z.strictObject({ count_where: over, op, value: operand, say: say.optional() }),
      z.strictObject({ share_where: over, op, value: operand, say: say.optional() }),
    ]),
  )
  .meta({ id: 'Predicate' })

const overShape = { population: id, where: predicate.optional(), that: predicate }
const over = z.strictObject(overShape)

const expression: z.ZodType<Expression> = z
  .lazy(() =>
    z.union([
      z.number(),
      z.strictObject({ metric: id }),
      z.strictObject({ add: z.array(expression).min(1) }),
      z.strictObject({ subtract: z.tuple([expression, expression]) }),
      z.strictObject({ multiply: z.array(expression).min(1) }),
      z.strictObject({ divide: z.tuple([expression, expression]) }),
      z.strictObject({ min: z.array(expression).min(1) }),
      z.strictObject({ max: z.array(expression).min(1) }),
      z.strictObject({ floor: expression }),
    ]),
  )
  .meta({ id: 'Expression' })

const item = z.strictObject({ id, label: z.string().min(1), points: points.optional(), that: predicate })

const leafBase = {
  id,
  name: z.string().min(1),
  statement: z.string().min(1),
  max: points,
  accepts_entry: z.boolean().optional(),
  applies_to: z.array(z.string()).min(1).optional(),
  flags: z.array(z.enum(['external_dependency', 'area_level', 'pandemic_era', 'overlap'])).optional(),
  notes: z.array(z.string()).optional(),
  cautions: z.array(z.strictObject({ that: predicate, text: z.string().min(1) })).optional(),
  provenance,
  readings: z
    .array(z.strictObject({ id, why: z.string().min(1), params: z.record(z.string(), z.unknown()) }))
    .optional(),
}

export const leafShape = z.discriminatedUnion('kind', [
  z.strictObject({
    ...leafBase,
    kind: z.literal('per_unit_deduction'),
    ...overShape,
    say,
    start: points,
    per: points.positive(),
    floor: points,
  }),
  z.strictObject({ ...leafBase, kind: z.literal('boolean'), that: predicate }),
  z.strictObject({
    ...leafBase,
    kind: z.literal('checklist_add'),
    items: z.array(item).min(1),
    per: points,
    cap: points,
  }),
  z.strictObject({
    ...leafBase,
    kind: z.literal('checklist_deduct'),
    items: z.array(item).min(1),
    start: points,
    per_missing: points,
    floor: points,
  }),
  z.strictObject({
    ...leafBase,
    kind: z.literal('ratio_step'),
    metric: id,
    baseline: id.optional(),
    mode: z.enum(['level', 'delta_pp', 'delta_pct']),
    step: z.number().positive(),
    per: points.positive(),
    cap: points,
    first_step: z.strictObject({ at: z.number(), points }).optional(),
    say,
  }),
  z.strictObject({
    ...leafBase,
    kind: z.literal('tiers'),
    metric: id,
    bands: z.array(z.strictObject({ from: z.number(), points, label: z.string() })).min(1),
    say,
  }),
  z.strictObject({
    ...leafBase,
    kind: z.literal('judgement'),
    min: points,
    zero_if_absent: z.boolean(),
    in_place: predicate.optional(),
    supporting: z.array(z.strictObject({ metric: id, label: z.string().min(1) })).optional(),
  }),
  z.strictObject({ ...leafBase, kind: z.literal('penalty'), items: z.array(item).min(1), per: points, cap: points }),
  z.strictObject({ ...leafBase, kind: z.literal('formula'), points: expression, say }),
])

const condition = z.strictObject({
  id,
  name: z.string().min(1),
  metric: id,
  op,
  value: z.number().nullable(),
  unit: z.string(),
  mark,
  note: z.string().optional(),
})

const goalPart = z.strictObject({
  metric: id,
  label: z.string().min(1),
  op: z.enum(['>=', '<=', '==', '~=', 'done', 'maintain', 'strive', 'qualitative']),
  target: expression.nullable(),
  unit: z.string(),
  tolerance: z.number().min(0).max(1).optional(),
  note: z.string().optional(),
})

export const rubricFile = z.strictObject({
  id,
  version: z.string().regex(/^\d{4}\.\d+$/),
  title: z.string().min(1),
  issuer: z.string().min(1),
  doc_no: z.string().min(1),
  issued_on: z.iso.date().nullable(),
  subject: z.enum(['market', 'area', 'county', 'bureau']),
  max: z.number().positive().nullable(),
  notes: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  settings: z.record(
    z.string(),
    z.strictObject({ value: z.number(), unit: z.string(), label: z.string(), mark, note: z.string().min(1) }),
  ),
  groups: z.array(
    z.strictObject({
      id,
      name: z.string().min(1),
      max: points,
      rows: z
        .array(
          z.strictObject({
            id,
            name: z.string().min(1),
            max: points,
            notes: z.array(z.string()).optional(),
            leaves: z.array(leafShape).min(1),
          }),
        )
        .min(1),
    }),
  ),
  gates: z.array(
    z.strictObject({
      id,
      kind: z.enum(['eligibility', 'veto']),
      name: z.string().min(1),
      statement: z.string().min(1),
      that: predicate,
      say,
      provenance,
    }),
  ),
  bonus: z
    .strictObject({
      id,
      kind: z.literal('bonus'),
      name: z.string().min(1),
      cap: points,
      approval_chain: z.array(z.string()).min(1),
      add_at: z.literal('after_composite'),
      provenance,
    })
    .optional(),
  composition: z
    .strictObject({
      kind: z.literal('composite'),
      parts: z.array(z.strictObject({ assessor: id, name: z.string(), weight: z.number().positive() })).min(1),
      clamp: z.number().nullable(),
      provenance,
    })
    .optional(),
  levels: z
    .array(
      z.strictObject({
        id,
        kind: z.literal('level_gate'),
        name: z.string().min(1),
        levels: z.array(z.strictObject({ id, name: z.string(), conditions: z.array(condition).min(1) })).min(1),
        provenance,
      }),
    )
    .optional(),
  goals: z
    .array(
      z.strictObject({
        id,
        kind: z.literal('goal'),
        name: z.string().min(1),
        category: z.string(),
        owner: z.string(),
        deadline: z.iso.date(),
        parts: z.array(goalPart).min(1),
        provenance,
      }),
    )
    .optional(),
  materials: z.array(z.strictObject({ id, name: z.string().min(1), note: z.string().optional() })).optional(),
  outcomes: z
    .array(z.strictObject({ id, name: z.string().min(1), value: z.number().nullable(), note: z.string() }))
    .optional(),
})

const term = {
  type: z.enum(['number', 'boolean', 'string', 'list']),
  unit: z.string(),
  label: z.string().min(1),
  description: z.string().min(1),
}
export const vocabularyFile = z.strictObject({
  version: z.string(),
  populations: z.record(
    z.string(),
    z.strictObject({
      label: z.string().min(1),
      description: z.string().min(1),
      source: z.string().min(1),
      fields: z.record(z.string(), z.strictObject({ ...term, values: z.array(z.string()).optional() })),
    }),
  ),
  metrics: z.record(z.string(), z.strictObject({ ...term, source: z.string().min(1) })),
})
export type Vocabulary = z.infer<typeof vocabularyFile>
